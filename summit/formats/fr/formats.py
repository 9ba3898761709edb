"""As `summit.design.dates` writes them, minutes included: hours stand in columns."""

TIME_FORMAT = "G\u202f\\h\u202fi"
DATETIME_FORMAT = "j F Y, G\u202f\\h\u202fi"
SHORT_DATETIME_FORMAT = "j N Y, G\u202f\\h\u202fi"
