"""What fills a sector: species, ideal gases, the QCD equation of state, thermal baths, neutrino masses."""
