"""What a door cannot record; views say it in words."""


class NonceTaken(Exception):
    """The number of the scan is already that of another ticket."""


class NothingToTakeBack(Exception):
    """Something happened since, or the scan changed nothing."""
