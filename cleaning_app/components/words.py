"""Every word of the worker app, in English and in French, and how it gets onto the screen.

    words.text("today")                        in a view: switches by itself, also without a line
    words.attribute("call_client")             in a view, where an attribute must be plain text
    words.say(language, "jobs_many", count=3)  in a handler, with `words.language(self, ctx)`
    words.both()                               for the screens that the phone draws itself

A refusal names its words in `extra["said"]`, or is a sentence that the catalogue knows in English;
`words.refusal` says it in the worker's language, and a State with `words.Spoken` does so by itself.
Days, times and lengths are in `components/local.py`.
"""

from __future__ import annotations

from copy import copy
from typing import Any, Final

import reflex as rx

from cleaning_app.components.shell import Shell
from cleaning_app.context import Ctx
from cleaning_app.domain import languages
from cleaning_app.errors import AppError, FieldError

WORDS: Final[dict[str, tuple[str, str]]] = {
    # The frame
    "pages": ("Pages", "Pages"),
    "today": ("Today", "Aujourd’hui"),
    "week": ("Week", "Semaine"),
    "hours": ("Hours", "Heures"),
    "me": ("Me", "Moi"),
    "back_to_today": ("Today", "Aujourd’hui"),
    "back": ("Back", "Retour"),
    "close": ("Close", "Fermer"),
    "cancel": ("Cancel", "Annuler"),
    "save": ("Save", "Enregistrer"),
    "send": ("Send", "Envoyer"),
    "loading": ("Loading…", "Chargement…"),
    "try_again": ("Try again", "Réessayer"),
    "office": ("the office", "le bureau"),
    # Time off
    "off_title": ("Time off", "Congés"),
    "off_ask": ("Ask for time off", "Demander un congé"),
    "off_none": ("Nothing asked for yet", "Aucune demande"),
    "off_none_hint": (
        "Ask here; the office answers and you see it at once.",
        "Demandez ici; le bureau répond et vous le voyez tout de suite.",
    ),
    "off_kind": ("What for", "Motif"),
    "off_vacation": ("Vacation", "Vacances"),
    "off_sick": ("Sick", "Maladie"),
    "off_training": ("Training", "Formation"),
    "off_other": ("Something else", "Autre chose"),
    "off_how_long": ("How long", "Durée"),
    "off_days": ("Whole days", "Jours entiers"),
    "off_hours": ("Some hours", "Quelques heures"),
    "off_first": ("First day", "Premier jour"),
    "off_last": ("Last day", "Dernier jour"),
    "off_from": ("From", "De"),
    "off_to": ("To", "À"),
    "off_note": ("Note for the office", "Note pour le bureau"),
    "off_take_back": ("Take back", "Retirer"),
    "off_sent": ("Sent to the office.", "Envoyé au bureau."),
    "off_taken_back": ("Taken back.", "Demande retirée."),
    "off_undo": ("Undo", "Annuler"),
    "off_status_pending": ("Waiting", "En attente"),
    "off_status_approved": ("Approved", "Approuvé"),
    "off_status_declined": ("Declined", "Refusé"),
    "off_status_withdrawn": ("You took it back", "Retirée par vous"),
    "off_status_revoked": ("Taken back by the office", "Annulé par le bureau"),
    "off_days_one": ("{count} day", "{count} jour"),
    "off_days_many": ("{count} days", "{count} jours"),
    "off_choose_day": ("Choose a day.", "Choisissez un jour."),
    "off_choose_time": ("Give a time, such as 13:30.", "Donnez une heure, par exemple 13 h 30."),
    # Hours and pay
    "pay_title": ("Hours and pay", "Heures et paie"),
    "pay_before": ("Period before", "Période précédente"),
    "pay_after": ("Period after", "Période suivante"),
    "pay_open": ("Not approved yet", "Pas encore approuvée"),
    "pay_approved": ("Approved", "Approuvée"),
    "pay_regular": ("Regular", "Ordinaires"),
    "pay_overtime": ("Overtime", "Supplémentaires"),
    "pay_double": ("Double time", "Temps double"),
    "pay_tips": ("Tips", "Pourboires"),
    "pay_reimbursed": ("Money laid out", "Remboursements"),
    "pay_beside": ("Bonuses and deductions", "Primes et retenues"),
    "pay_earlier": ("From earlier periods", "Périodes précédentes"),
    "pay_total": ("In all, before deductions", "En tout, avant retenues"),
    "pay_by_day": ("By day", "Par jour"),
    "pay_nothing": ("No hours in this period", "Aucune heure dans cette période"),
    "pay_nothing_hint": (
        "They come from your clock: start and finish each job.",
        "Elles viennent de votre minuterie : démarrez et terminez chaque travail.",
    ),
    "pay_unclocked": ("Without your clock", "Sans votre minuterie"),
    "pay_unclocked_hint": (
        "Tell the office when you worked there, so that it is paid.",
        "Dites au bureau quand vous y avez travaillé, pour que ce soit payé.",
    ),
    "pay_running": ("running", "en cours"),
    "pay_rate_from": ("From {day}", "À partir du {day}"),
    "pay_rate": ("{rate} an hour", "{rate} l’heure"),
    # My jobs in the phone's own calendar
    "feed_title": ("Phone calendar", "Agenda du téléphone"),
    "feed_about": (
        "Your jobs appear in your phone's calendar by themselves. The address is yours alone: "
        "whoever knows it can see your jobs.",
        "Vos travaux apparaissent d’eux-mêmes dans l’agenda du téléphone. L’adresse est à vous "
        "seulement : qui la connaît peut voir vos travaux.",
    ),
    "feed_make": ("Make an address", "Créer une adresse"),
    "feed_new": ("Make a new address", "Créer une nouvelle adresse"),
    "feed_stop": ("Close the address", "Fermer l’adresse"),
    "feed_copy": ("Copy", "Copier"),
    "feed_open": ("Open in the calendar", "Ouvrir dans l’agenda"),
    "feed_address": ("Calendar address", "Adresse de l’agenda"),
    "feed_once": (
        "Copy it now: it is shown once. In the calendar app, add a calendar by its address.",
        "Copiez-la maintenant : elle n’est montrée qu’une fois. Dans l’agenda, ajoutez un "
        "calendrier par son adresse.",
    ),
    "feed_is_on": ("An address is in use.", "Une adresse est en service."),
    "feed_used": ("Fetched last {when}.", "Lue pour la dernière fois {when}."),
    "feed_made": ("Made. Copy the address now.", "Créée. Copiez l’adresse maintenant."),
    "feed_closed": ("Closed.", "Fermée."),
    # Offline
    "offline": (
        "Offline. What you tap is sent when you are back.",
        "Hors ligne. Ce que vous touchez sera envoyé au retour du réseau.",
    ),
    "offline_one": (
        "Offline. {count} action will be sent when you are back.",
        "Hors ligne. {count} action sera envoyée au retour du réseau.",
    ),
    "offline_many": (
        "Offline. {count} actions will be sent when you are back.",
        "Hors ligne. {count} actions seront envoyées au retour du réseau.",
    ),
    "sending": ("Sending…", "Envoi…"),
    "all_sent": ("Everything is sent.", "Tout est envoyé."),
    "not_kept": (
        "This job is not on your phone. Open it once with a connection.",
        "Ce travail n’est pas sur votre téléphone. Ouvrez-le une fois avec du réseau.",
    ),
    "week_not_kept": (
        "That week is not on your phone. Try again with a connection.",
        "Cette semaine n’est pas sur votre téléphone. Réessayez avec du réseau.",
    ),
    "as_of": ("As of {when}", "Tel que vu : {when}"),
    "page_not_kept": ("Not on your phone yet", "Pas encore sur votre téléphone"),
    "needs_line": ("This needs a connection.", "Il faut du réseau pour cela."),
    "signed_out": (
        "You have been signed out. Sign in to send what you tapped.",
        "Vous êtes déconnecté. Connectez-vous pour envoyer vos actions.",
    ),
    "sign_in": ("Sign in", "Se connecter"),
    "not_done": ("Not done: {what}", "Pas fait : {what}"),
    "dismiss": ("OK", "OK"),
    "not_sent": ("the office did not take it", "le bureau ne l’a pas accepté"),
    # Today and the week
    "no_jobs_today": ("No jobs today", "Pas de travail aujourd’hui"),
    "all_done": ("All done for today", "Tout est fini pour aujourd’hui"),
    "jobs_one": ("{count} job", "{count} travail"),
    "jobs_many": ("{count} jobs", "{count} travaux"),
    "done_by": ("{jobs}, done by {time}", "{jobs}, fini à {time}"),
    "nothing_planned": ("Nothing planned", "Rien de prévu"),
    "week_shows_next": (
        "Your week shows what comes next.",
        "Votre semaine montre la suite.",
    ),
    "coming_up": ("Coming up", "À venir"),
    "drive_to": ("{minutes} min to {place}", "{minutes} min jusqu’à {place}"),
    "week_before": ("Week before", "Semaine précédente"),
    "week_after": ("Week after", "Semaine suivante"),
    "this_week": ("This week", "Cette semaine"),
    "closed": ("Closed: {name}", "Fermé : {name}"),
    "day_off": ("Nothing planned", "Rien de prévu"),
    "open_map": ("Open map", "Itinéraire"),
    "call": ("Call", "Appeler"),
    "call_client": ("Call the client", "Appeler le client"),
    "tomorrow": ("Tomorrow", "Demain"),
    "yesterday": ("Yesterday", "Hier"),
    # How far a job has got
    "status_pending": ("Not confirmed yet", "À confirmer"),
    "status_confirmed": ("Confirmed", "Confirmé"),
    "status_next": ("Next", "Suivant"),
    "status_running": ("On the clock", "En cours"),
    "status_paused": ("On a break", "En pause"),
    "status_in_progress": ("Under way", "Commencé"),
    "status_completed": ("Done", "Fini"),
    "status_finished": ("You are done", "Vous avez fini"),
    "done_in": ("Done · {time}", "Fini · {time}"),
    # The job
    "job": ("Job", "Travail"),
    "planned": ("planned {time}", "prévu {time}"),
    "so_far": ("{time} so far", "{time} déjà"),
    "worked": ("{time} worked", "{time} de travail"),
    "with_mates": ("With {names}", "Avec {names}"),
    "mate_running": ("{name} is on the clock", "{name} travaille"),
    "mate_paused": ("{name} is on a break", "{name} est en pause"),
    "mate_finished": ("{name} is done", "{name} a fini"),
    "read_first": ("Read first", "À lire d’abord"),
    "show_codes": ("Show keys and codes", "Afficher clés et codes"),
    "codes_on_day": (
        "Keys and codes show on the day.",
        "Les clés et codes s’affichent le jour même.",
    ),
    "codes_need_line": (
        "Keys and codes need a connection, since every look is noted.",
        "Les clés et codes demandent du réseau : chaque consultation est notée.",
    ),
    "not_yours": ("Not one of your jobs", "Ce n’est pas un de vos travaux"),
    "not_yours_why": (
        "The office may have moved it or given it to somebody else.",
        "Le bureau l’a peut-être déplacé ou confié à quelqu’un d’autre.",
    ),
    # The clock
    "start_job": ("Start job", "Commencer"),
    "continue": ("Continue", "Continuer"),
    "early_title": (
        "It is planned for {time}. Start now?",
        "C’est prévu à {time}. Commencer maintenant ?",
    ),
    "early_why": (
        "Your time counts from now on.",
        "Votre temps compte à partir de maintenant.",
    ),
    "start_now": ("Start now", "Commencer maintenant"),
    "not_yet": ("Not yet", "Pas encore"),
    "started_now": ("Started just now.", "Commencé à l’instant."),
    "undo_start": ("Undo", "Annuler"),
    "pause": ("Pause", "Pause"),
    "resume": ("Resume", "Reprendre"),
    "finish_job": ("Finish job", "Terminer"),
    "finish_title": ("Finish at {client}?", "Terminer chez {client} ?"),
    "finish_now": ("Finish", "Terminer"),
    "keep_working": ("Keep working", "Continuer"),
    "complete_job": ("Complete job", "Clore le travail"),
    "complete_title": ("Everything done here?", "Tout est fini ici ?"),
    "complete_why": (
        "You were the last one on the clock.",
        "Vous étiez la dernière personne sur place.",
    ),
    "waiting_for": ("Waiting for {names} to finish.", "En attente de {names}."),
    "started_at": ("Started at {time}", "Commencé à {time}"),
    "over_title": ("This took longer than planned", "Plus long que prévu"),
    "over_why": ("What took longer?", "Qu’est-ce qui a pris du temps ?"),
    "reason_access_delay": ("Getting in took long", "Accès difficile"),
    "reason_extra_dirt": ("Dirtier than usual", "Plus sale que d’habitude"),
    "reason_client_request": ("The client asked for more", "Demande du client"),
    "reason_supplies_missing": ("Supplies were missing", "Produits manquants"),
    "reason_estimate_wrong": ("Planned too short", "Durée mal estimée"),
    "reason_parking_delay": ("Parking took long", "Stationnement difficile"),
    "reason_other": ("Something else", "Autre chose"),
    "a_few_words": ("A few words", "Quelques mots"),
    # The checklist
    "checklist": ("Checklist", "Liste de contrôle"),
    "ticked_of": ("{done} of {all}", "{done} sur {all}"),
    "phase_before": ("Before you begin", "Avant de commencer"),
    "phase_during": ("While you clean", "Pendant le ménage"),
    "phase_after": ("Before you leave", "Avant de partir"),
    "required": ("required", "obligatoire"),
    "ticked_by": ("{name}, {time}", "{name}, {time}"),
    "missing_title": ("Still open on the checklist", "Encore à faire sur la liste"),
    "missing_why": (
        "These are required. Tick them, or finish and say so to the office.",
        "Ces points sont obligatoires. Cochez-les, ou terminez et prévenez le bureau.",
    ),
    "finish_anyway": ("Finish anyway", "Terminer quand même"),
    "back_to_list": ("Back to the checklist", "Retour à la liste"),
    # Photos
    "photos": ("Photos", "Photos"),
    "photo_before": ("Before", "Avant"),
    "photo_after": ("After", "Après"),
    "photo_problem": ("Problem", "Problème"),
    "add_photo": ("Add photo", "Ajouter une photo"),
    "add_photo_before": ("Before photo", "Photo avant"),
    "add_photo_after": ("After photo", "Photo après"),
    "photo_of": ("{kind} photo", "Photo : {kind}"),
    "no_photo_consent": (
        "The client does not want photos.",
        "Le client ne veut pas de photos.",
    ),
    "photo_waiting": ("Sent when you are back", "Envoyée au retour du réseau"),
    "photo_sending": ("{percent}%", "{percent} %"),
    "photo_remove": ("Remove photo", "Retirer la photo"),
    # Notes
    "notes": ("Notes", "Notes"),
    "add_note": ("Add a note for the office", "Ajouter une note pour le bureau"),
    "note_placeholder": ("What should the office know?", "Que doit savoir le bureau ?"),
    "note_waiting": ("not sent yet", "pas encore envoyée"),
    # Problems
    "report_problem": ("Report a problem", "Signaler un problème"),
    "problem_title": ("What is wrong?", "Quel est le problème ?"),
    "problem_no_access": ("I can't get in", "Je ne peux pas entrer"),
    "problem_damage": ("Something is broken", "Quelque chose est cassé"),
    "problem_safety": ("It isn't safe", "Ce n’est pas sécuritaire"),
    "problem_client_absent": ("Nobody is home", "Le client est absent"),
    "problem_running_late": ("I am running late", "Je suis en retard"),
    "problem_other": ("Something else", "Autre chose"),
    "problem_send": ("Tell the office", "Prévenir le bureau"),
    "problem_sent": ("The office has been told.", "Le bureau est prévenu."),
    "problem_queued": (
        "The office is told as soon as you have a connection.",
        "Le bureau sera prévenu dès que vous aurez du réseau.",
    ),
    "problem_open": ("The office knows", "Le bureau est au courant"),
    "problem_resolved": ("Solved", "Résolu"),
    # Me
    "account": ("Password and devices", "Mot de passe et appareils"),
    "theme_dark": ("Dark theme", "Thème sombre"),
    "theme_light": ("Light theme", "Thème clair"),
    "language": ("Language", "Langue"),
    "language_en": ("English", "English"),
    "language_fr": ("Français", "Français"),
    "sign_out": ("Sign out", "Se déconnecter"),
    "sign_out_unsent": (
        "Some of what you tapped is not sent yet and would be lost.",
        "Certaines actions ne sont pas envoyées et seraient perdues.",
    ),
    "install": ("Put this app on your phone", "Installer l’application"),
    "install_ios": (
        "In Safari: Share, then “Add to Home Screen”.",
        "Dans Safari : Partager, puis « Sur l’écran d’accueil ».",
    ),
    # Password and devices
    "account_temporary": (
        "Your password is a temporary one. Choose your own to go on.",
        "Votre mot de passe est temporaire. Choisissez le vôtre pour continuer.",
    ),
    "account_password": ("Password", "Mot de passe"),
    "account_current": ("Current password", "Mot de passe actuel"),
    "account_new": ("New password", "Nouveau mot de passe"),
    "account_new_help": (
        "At least 8 characters; a few unusual words do well.",
        "Au moins 8 caractères; quelques mots peu courants font l’affaire.",
    ),
    "account_change": ("Change password", "Changer le mot de passe"),
    "account_devices": ("Signed in on", "Appareils connectés"),
    "account_end_all": ("Sign out everywhere", "Déconnecter partout"),
    "account_end": ("Sign out", "Déconnecter"),
    "account_this": ("This one", "Celui-ci"),
    "account_seen": ("Last seen {when}", "Vu {when}"),
    "account_browser": ("A browser", "Un navigateur"),
    "account_on": ("{browser} on {system}", "{browser} sur {system}"),
    "account_ended": ("That device is signed out.", "Cet appareil est déconnecté."),
    "ago_now": ("just now", "à l’instant"),
    "ago_minutes": ("{count} min ago", "il y a {count} min"),
    "ago_hours": ("{count} h ago", "il y a {count} h"),
    "ago_days_one": ("{count} day ago", "il y a {count} jour"),
    "ago_days_many": ("{count} days ago", "il y a {count} jours"),
    # What services refuse in whole sentences
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
"""Key → (English, French). Placeholders are in braces, the same in both."""


def say(language: str, key: str, **values: Any) -> str:
    """A string of the catalogue in a language. Raises KeyError for a key that isn't in it."""
    return WORDS[key][languages.LANGUAGES.index(language)].format(**values)


def count(language: str, key: str, number: int) -> str:
    """`key_one` or `key_many` with the number, by the language's own rule: French 0 is singular."""
    one = number == 1 or (language == "fr" and number == 0)
    return say(language, f"{key}_one" if one else f"{key}_many", count=number)


def both(*beginnings: str) -> dict[str, list[str]]:
    """The catalogue, or the keys that begin so, as the phone's own screens want it."""
    return {key: list(said) for key, said in WORDS.items() if key.startswith(beginnings or "")}


def language(state: rx.State, ctx: Ctx) -> str:
    """The language of whoever looks at this tab."""
    asked = state.router.headers.accept_language
    return languages.choose(ctx.actor.language, asked, ctx.org.language)


def refusal(language: str, error: AppError) -> str:
    """A refusal in the worker's language, or as the service put it when it isn't in the catalogue."""
    said = error.extra.get("said", "")
    if said not in WORDS:
        return known(language, error.detail)
    return say(language, said, **{k: v for k, v in error.extra.items() if k != "said"})


_BY_ENGLISH: Final = {
    english: french
    for english, french in WORDS.values()
    if "{" not in english and english[-1] in ".!"
}


def known(language: str, sentence: str) -> str:
    """A sentence of the services in a language, as it is when the catalogue doesn't know it."""
    return _BY_ENGLISH.get(sentence, sentence) if language == "fr" else sentence


class Spoken(rx.State, mixin=True):
    """Mix in for a page of the worker app: what is refused there is said in the worker's language."""

    async def _in_own_words(self, error: AppError) -> AppError:
        shell = await self.get_state(Shell)
        if shell.language != "fr" or shell.in_office:
            return error
        said = copy(error)
        said.detail = refusal("fr", error)
        said.errors = [FieldError(one.field, known("fr", one.message)) for one in error.errors]
        return said


class Said(rx.Component):
    """One string of the catalogue on the screen; the phone remembers its language by itself."""

    library = "$/public/crew/said.jsx"
    tag = "Said"

    en: rx.Var[str]
    fr: rx.Var[str]


def text(key: str) -> rx.Component:
    """A string of the catalogue as a part of a view."""
    english, french = WORDS[key]
    return Said.create(en=english, fr=french)


def here(key: str) -> rx.Component:
    """A string of the catalogue on a page that is the office's too, where English is spoken."""
    return rx.cond(Shell.in_office, rx.fragment(WORDS[key][0]), text(key))


def attribute(key: str) -> rx.Var[str]:
    """A string of the catalogue for an attribute, such as `aria_label`."""
    english, french = WORDS[key]
    return rx.cond(Shell.language == "fr", french, english)
