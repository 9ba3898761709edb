from registration.forms.correcting import CorrectionForm
from registration.forms.lost_link import LostLinkForm
from registration.forms.registering import RegistrationForm

__all__ = ["CorrectionForm", "LostLinkForm", "RegistrationForm"]
