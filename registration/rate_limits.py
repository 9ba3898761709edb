"""How often the forms of registration may be sent.

Wide for an address of the network, since a whole ministry may stand behind one, and narrow for
an e-mail address.
"""

from summit.limits import Limit, client_network

__all__ = [
    "LOST_LINK_EMAIL",
    "LOST_LINK_FROM_ADDRESS",
    "REGISTER_EMAIL",
    "REGISTER_FROM_ADDRESS",
    "Limit",
    "client_network",
]

REGISTER_FROM_ADDRESS = Limit("register-from", 600, 60)
REGISTER_EMAIL = Limit("register-email", 30, 600)
LOST_LINK_FROM_ADDRESS = Limit("lost-link-from", 600, 60)
LOST_LINK_EMAIL = Limit("lost-link-email", 10, 600)
