"""Hand-over of a solved point to other codes: what CLASS, CAMB, class_twin and primat are to be told."""
