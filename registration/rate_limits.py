"""How often the forms of registration may be sent.

Wide for an address of the network, since a whole ministry may stand behind one, and narrow for
an e-mail address.
"""

from summit.limits import Limit, client_network

__all__ = [
    "CODE_FROM_ADDRESS",
    "LOST_LINK_EMAIL",
    "LOST_LINK_FROM_ADDRESS",
    "NEW_ADDRESS_EMAIL",
    "NEW_ADDRESS_PERSON",
    "REGISTER_EMAIL",
    "REGISTER_FROM_ADDRESS",
    "TELL_ME_EMAIL",
    "TELL_ME_FROM_ADDRESS",
    "Limit",
    "client_network",
]

REGISTER_FROM_ADDRESS = Limit("register-from", 600, 60)
REGISTER_EMAIL = Limit("register-email", 30, 600)
LOST_LINK_FROM_ADDRESS = Limit("lost-link-from", 600, 60)
LOST_LINK_EMAIL = Limit("lost-link-email", 10, 600)
NEW_ADDRESS_PERSON = Limit("new-address-person", 10, 3600)
NEW_ADDRESS_EMAIL = Limit("new-address-email", 5, 3600)
TELL_ME_FROM_ADDRESS = Limit("tell-me-from", 600, 60)
TELL_ME_EMAIL = Limit("tell-me-email", 10, 600)
# Wrong codes only: a right one never waits.
CODE_FROM_ADDRESS = Limit("code-from", 120, 600)
