"""PDF papers that a person may download: the ticket and the letter for a visa."""
