"""Experimental limits as signed margins."""
