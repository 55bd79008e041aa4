"""How the tables of data/qcd are made: lattice fits, weak coupling and published curves; used only by tools/."""
