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
    # What docs/accessibility.md found.
    "conformity_status": ("partiellement conforme", "partially compliant"),
    "conformity_rate": (
        "98,6 %, soit 72 des 73 critères applicables",
        "98.6%, or 72 of the 73 criteria that apply",
    ),
    "audit_body": (
        "l’équipe qui développe ce logiciel, sans tiers indépendant",
        "the team that develops this software, with no independent third party",
    ),
    "audit_date": ("30 novembre 2026", "30 November 2026"),
    "audit_method": (
        (
            "Dix-sept pages et le billet PDF, en français et en anglais, avec le navigateur "
            "Chromium sous Linux : clavier, agrandissement, espacement du texte, styles "
            "désactivés, arbre d’accessibilité, code source. N’ont pas été essayés : les "
            "lecteurs d’écran, Firefox, Safari, un vrai téléphone, le direct vidéo."
        ),
        (
            "Seventeen pages and the PDF ticket, in French and English, with the browser "
            "Chromium on Linux: keyboard, zoom, text spacing, styles turned off, "
            "accessibility tree, source. Not tried: screen readers, Firefox, Safari, a real "
            "phone, the live video."
        ),
    ),
    "rgaa_version": ("4.1.2", "4.1.2"),
    "known_issues": (
        (
            "- Sur les pages en français, les titres anglais de quelques événements "
            "partenaires ne sont pas signalés comme anglais aux lecteurs d’écran "
            "(critère 8.7)."
        ),
        (
            "- On French pages, the English titles of some partner events are not marked as "
            "English for screen readers (criterion 8.7)."
        ),
    ),
    "technologies": ("HTML, CSS, SVG, JavaScript", "HTML, CSS, SVG, JavaScript"),
    "accessibility_email": ("accessibilite@example.org", "accessibility@example.org"),
    "statement_date": ("30 novembre 2026", "30 November 2026"),
    "credits": (
        "Caractères Bricolage Grotesque et Inter (SIL OFL), icônes Lucide (ISC).",
        "Typefaces Bricolage Grotesque and Inter (SIL OFL), Lucide icons (ISC).",
    ),
    "last_updated": ("20 janvier 2025", "20 January 2025"),
}
