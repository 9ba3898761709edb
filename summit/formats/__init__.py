"""How Django writes dates by itself, on the organisers' pages: the hours of 24, as everywhere."""
