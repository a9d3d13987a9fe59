"""Telling a contributor by mail that something is shared or reopened, and the sender what became of the mail."""

from flask import current_app, flash, request, url_for

from assessment.i18n import gettext_noop
from assessment.services import mail, sharing_mail
from assessment.services.mail import Delivery, MailFailed
from assessment.services.sharing import Share
from assessment.web.place import Place
from assessment.web.request import current_language, demonstration, reader

DELIVERED = {
    Delivery.SENT: gettext_noop("A message has been mailed to %(email)s."),
    Delivery.FILED: gettext_noop(
        "No mail server is set up here: the message to %(email)s was written into the folder “mail” and not sent."
    ),
    Delivery.NOT_SET_UP: gettext_noop("No mail server is set up here. Please tell %(email)s yourself."),
}
LINK_FAILED = gettext_noop("The link could not be mailed to %(email)s; copy it and hand it over.")
MESSAGE_FAILED = gettext_noop("The message could not be mailed to %(email)s; please tell the person yourself.")


def tell_person(here: Place, share: Share) -> str:
    """Mail the person once all is committed, and say what became of it; the way in that the mail named."""
    words, settings, email = current_language(), current_app.extensions["assessment"].settings, share.person.email
    link = _way_in(share)
    message = sharing_mail.message(
        share, here.behind[0], here.country, reader().name, link, demonstration=demonstration()
    )
    try:
        delivery = mail.send(settings, message)
    except MailFailed as error:
        current_app.logger.error("no mail to account %s: %s", share.person.id, error)
        flash(words.gettext(LINK_FAILED if share.issued else MESSAGE_FAILED, email=email), "error")
    else:
        told = words.gettext(DELIVERED[delivery], email=email)
        flash(told, "success" if delivery is Delivery.SENT else "message")
    return link


def _way_in(share: Share) -> str:
    """The link to choose a password where one was made, else the address to sign in under."""
    code = share.person.language
    path = url_for("home.start", lang=code)
    if share.issued is not None:
        path = url_for("accounts.invitation", token=share.issued.token, lang=code)
    return (current_app.extensions["assessment"].settings.address or request.host_url.rstrip("/")) + path
