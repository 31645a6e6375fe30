"""What the worker app says when something is refused, by key: in English and in French.

Keys that begin with `refused_` are named by the services; the sentences of the others are known by
the English that the services use.
"""

from __future__ import annotations

from typing import Final

REFUSALS: Final[dict[str, tuple[str, str]]] = {  # What services refuse in whole sentences
    "said_no_worker": (
        "Your sign-in isn't tied to a worker. Ask the office.",
        "Votre connexion n’est liée à aucun employé. Voyez le bureau.",
    ),
    "said_too_far": ("That is too far away.", "C’est trop loin."),
    "said_empty": ("This can't be empty.", "À remplir."),
    "said_failed": (
        "Something went wrong on our side. Nothing was saved; please try again.",
        "Un problème est survenu chez nous. Rien n’a été enregistré; réessayez.",
    ),
    "said_no_photo": ("There is no such photo.", "Cette photo n’existe pas."),
    "said_off_kind": ("Choose what it is for.", "Choisissez le motif."),
    "said_off_old": (
        "That was more than a week ago. Tell the office.",
        "C’était il y a plus d’une semaine. Dites-le au bureau.",
    ),
    "said_off_both": (
        "Give both times, or neither.",
        "Donnez les deux heures, ou aucune.",
    ),
    "said_off_order": (
        "The last day comes before the first.",
        "Le dernier jour vient avant le premier.",
    ),
    "said_off_end": (
        "The end must come after the start.",
        "La fin doit venir après le début.",
    ),
    "said_off_long": (
        "Time off lasts at most a year.",
        "Un congé dure au plus un an.",
    ),
    "said_off_twice": (
        "You already asked for some of that time.",
        "Vous avez déjà demandé une partie de ces jours.",
    ),
    "said_off_many": (
        "Many of your requests are still waiting. Ask the office to answer them.",
        "Plusieurs de vos demandes attendent encore. Demandez au bureau d’y répondre.",
    ),
    "said_off_wrong": ("This can't be asked for.", "Cette demande n’est pas possible."),
    "said_off_approved": (
        "This was approved. Ask the office to take it back.",
        "Cette demande est approuvée. Voyez le bureau pour l’annuler.",
    ),
    "said_off_declined": (
        "This request is declined already.",
        "Cette demande est déjà refusée.",
    ),
    "said_off_withdrawn": (
        "This request is withdrawn already.",
        "Cette demande est déjà retirée.",
    ),
    "said_off_revoked": (
        "This request is taken back already.",
        "Cette demande est déjà annulée.",
    ),
    "said_off_none": ("There is no such request.", "Cette demande n’existe pas."),
    "said_password_first": (
        "Choose your own password first: your current one is temporary.",
        "Choisissez d’abord votre mot de passe : l’actuel est temporaire.",
    ),
    "said_password_wrong": (
        "Your current password is not that.",
        "Ce n’est pas votre mot de passe actuel.",
    ),
    "said_password_short": ("Use at least 8 characters.", "Au moins 8 caractères."),
    "said_password_long": ("Use at most 128 characters.", "Au plus 128 caractères."),
    "said_password_common": (
        "This password is one of the first that attackers try. Choose another.",
        "Ce mot de passe est un des premiers qu’on essaie. Choisissez-en un autre.",
    ),
    "said_password_simple": (
        "This password is a simple pattern. Choose another.",
        "Ce mot de passe suit un motif simple. Choisissez-en un autre.",
    ),
    "said_password_email": (
        "Leave your e-mail name out of the password.",
        "N’utilisez pas le nom de votre courriel dans le mot de passe.",
    ),
    # Refusals, by what the services call them
    "refused_not_started": (
        "You have not started this job yet.",
        "Vous n’avez pas encore commencé ce travail.",
    ),
    "refused_running": (
        "Your clock is already running here.",
        "Votre temps court déjà ici.",
    ),
    "refused_paused": (
        "You are on a break here. Resume instead.",
        "Vous êtes en pause ici. Reprenez plutôt.",
    ),
    "refused_finished": (
        "You have already finished here. Ask the office if the times are wrong.",
        "Vous avez déjà terminé ici. Voyez le bureau si les heures sont fausses.",
    ),
    "refused_too_late": (
        "That was tapped more than two days ago. Tell the office the times instead.",
        "Cela date de plus de deux jours. Donnez plutôt les heures au bureau.",
    ),
    "refused_reason_needed": (
        "This took longer than planned. Say why.",
        "C’était plus long que prévu. Dites pourquoi.",
    ),
    "refused_note_needed": (
        "Say in a few words what took longer.",
        "Dites en quelques mots ce qui a pris du temps.",
    ),
    "refused_note_long": (
        "Keep the note under 500 characters.",
        "La note doit rester sous 500 caractères.",
    ),
    "refused_other_day": (
        "This job is on another day. Ask the office to move it.",
        "Ce travail est un autre jour. Demandez au bureau de le déplacer.",
    ),
    "refused_unconfirmed": (
        "The office has not confirmed this job yet.",
        "Le bureau n’a pas encore confirmé ce travail.",
    ),
    "refused_over": (
        "This job is over. Ask the office if the times are wrong.",
        "Ce travail est clos. Voyez le bureau si les heures sont fausses.",
    ),
    "refused_elsewhere": (
        "Your clock still runs at {client}. Pause or finish there first.",
        "Votre temps court encore chez {client}. Mettez-le d’abord en pause ou terminez.",
    ),
    "refused_undo_more": (
        "More happened on this clock since it was started.",
        "Ce temps a changé depuis le début.",
    ),
    "refused_undo_late": (
        "It is too late to take this start back. Tell the office.",
        "Il est trop tard pour annuler ce début. Prévenez le bureau.",
    ),
    "refused_missing": (
        "Required lines of the checklist are still open.",
        "Des points obligatoires de la liste sont encore ouverts.",
    ),
    "refused_photos_off": ("Photos are switched off.", "Les photos sont désactivées."),
    "refused_photo_consent": (
        "The client does not want photos.",
        "Le client ne veut pas de photos.",
    ),
    "refused_photo_many": (
        "This visit has as many photos as it can hold.",
        "Cette visite a déjà le maximum de photos.",
    ),
    "refused_photo_large": (
        "This photo is too large.",
        "Cette photo est trop grande.",
    ),
    "refused_photo_kind": (
        "Send a JPEG, PNG or WebP photo.",
        "Envoyez une photo JPEG, PNG ou WebP.",
    ),
    "refused_photo_broken": (
        "This photo is damaged. Take it again.",
        "Cette photo est abîmée. Reprenez-la.",
    ),
    "refused_others": (
        "Still on the clock here: {names}.",
        "Encore au travail ici : {names}.",
    ),
}
