class QuestionGone(Exception):
    """The question was deleted, or stands in another category by now."""
