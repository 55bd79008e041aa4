"""One page of HTML that shows the points of a store: no server, nothing to install, nothing is loaded."""
