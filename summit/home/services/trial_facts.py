"""A plainly fictitious organiser, for the legal texts of a trial.

Domains and telephone numbers are from the ranges reserved for fiction (RFC 2606, ARCEP).
"""

FACTS: dict[str, tuple[str, str]] = {
    "organiser_name": ("Organisateur fictif du Sommet", "Fictitious Summit Organiser"),
    "organiser_legal_form": (
        "organisme inventé pour l’essai de ce logiciel",
        "a body invented to try out this software",
    ),
    "organiser_address": (
        "1 rue de l’Exemple, 75000 Paris (adresse fictive)",
        "1 rue de l’Exemple, 75000 Paris (fictitious address)",
    ),
    "organiser_registration": ("aucune, organisateur fictif", "none, fictitious organiser"),
    "publication_director": (
        "Personne fictive, direction de la publication",
        "Fictitious person, publication director",
    ),
    "contact_email": ("contact@example.org", "contact@example.org"),
    "contact_phone": ("01 99 00 00 00", "+33 1 99 00 00 00"),
    "dpo_contact": ("dpo@example.org", "dpo@example.org"),
    "processors": (
        "aucun pendant l’essai, les données restent sur cette machine",
        "none during the trial, data stay on this machine",
    ),
    "retention_registration": (
        "trois mois après la fin du Sommet (exemple)",
        "three months after the end of the Summit (example)",
    ),
    "retention_newsletter": (
        "jusqu’à votre désabonnement (exemple)",
        "until you unsubscribe (example)",
    ),
    "retention_logs": ("six mois (exemple)", "six months (example)"),
    "cookie_list": (
        (
            "Aucun traceur. Des cookies de session et de sécurité seulement pour les "
            "formulaires. Les sessions que vous suivez, les pages lues, le billet que vous "
            "gardez, le fait d’être inscrit et d’avoir choisi la liste restent dans votre "
            "navigateur, d’où vous pouvez les retirer."
        ),
        (
            "No tracking. Session and security cookies for forms only. The sessions you "
            "follow, the pages you read, the ticket you keep and the fact that you are "
            "registered or have chosen the list stay in your browser, where you can remove "
            "them."
        ),
    ),
    "host_name": ("Hébergeur fictif", "Fictitious Hosting"),
    "host_address": (
        "2 rue de l’Exemple, 75000 Paris (adresse fictive)",
        "2 rue de l’Exemple, 75000 Paris (fictitious address)",
    ),
    "host_phone": ("01 99 00 00 01", "+33 1 99 00 00 01"),
    "conformity_status": ("en cours d’évaluation", "under evaluation"),
    "conformity_rate": ("non mesurée, audit à venir", "not measured, audit to come"),
    "audit_body": ("un organisme à désigner", "a body to be named"),
    "audit_date": ("jour à fixer", "a day to be set"),
    "rgaa_version": ("4.1", "4.1"),
    "known_issues": (
        "Aucun relevé pour l’instant : l’audit reste à mener.",
        "None recorded so far: the audit is still to be made.",
    ),
    "technologies": ("HTML, CSS, SVG, JavaScript", "HTML, CSS, SVG, JavaScript"),
    "accessibility_email": ("accessibilite@example.org", "accessibility@example.org"),
    "statement_date": ("20 janvier 2025", "20 January 2025"),
    "credits": (
        "Caractères Bricolage Grotesque et Inter (SIL OFL), icônes Lucide (ISC).",
        "Typefaces Bricolage Grotesque and Inter (SIL OFL), Lucide icons (ISC).",
    ),
    "last_updated": ("20 janvier 2025", "20 January 2025"),
}
