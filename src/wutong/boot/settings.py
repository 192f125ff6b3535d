"""Django's settings, made from the checked environment. No secret stands in this file."""

from __future__ import annotations

from pathlib import Path as _Path

from wutong.boot import environment as _environment
from wutong.boot import logs as _logs
from wutong.boot import winding as _winding
from wutong.record import clock as _clock

ENVIRONMENT = _environment.read()
DEMO = ENVIRONMENT.demo
TESTING = ENVIRONMENT.testing
HOME = ENVIRONMENT.home
GUARD = ENVIRONMENT.guard
_clock.set_clock(ENVIRONMENT.clock)
if ENVIRONMENT.demo:
    _winding.resume(ENVIRONMENT.home)

SECRET_KEY = _environment.demand_secret(ENVIRONMENT)
DEBUG = False
ALLOWED_HOSTS = list(ENVIRONMENT.hosts)
ROOT_URLCONF = "wutong.boot.urls"
WSGI_APPLICATION = "wutong.boot.serve.application"
AUTH_USER_MODEL = "city.Account"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = {"default": _environment.database(ENVIRONMENT)}

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "wutong.ui",
    "wutong.record",
    "wutong.city",
    "wutong.docket",
    "wutong.collect",
    "wutong.analyse",
    "wutong.command",
    "wutong.enforce",
    "wutong.govern",
    "wutong.supervise",
]

MIDDLEWARE = [
    "wutong.boot.watching.Watched",
    "wutong.boot.probes.Probes",
    "django.middleware.security.SecurityMiddleware",
    "wutong.ui.guard.ContentSecurityPolicy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "wutong.ui.guard.Methods",
    "wutong.ui.letters.Letters",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "wutong.city.offices.pages.county.CountyOfRequest",
    "django.middleware.common.CommonMiddleware",
    "wutong.boot.moved.MovedOut",
    "wutong.boot.profiles.Profile",
    "wutong.ui.sizes.Sizes",  # above the check of the form's key, which reads the whole body
    "django.middleware.csrf.CsrfViewMiddleware",
    "wutong.ui.letters.Typed",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "wutong.city.offices.pages.seat.SeatOfRequest",
    "wutong.boot.moved.MovedOut",  # once more: a seat says its county where the address does not
    "wutong.city.guard.pages.sitting.Sitting",
    "wutong.boot.profiles.NoSeat",
    "wutong.ui.guard.Refusals",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [_Path(__file__).parent / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wutong.boot.shell.shell",
            ],
            "builtins": ["wutong.ui.templatetags.parts"],
        },
    }
]

AUTHENTICATION_BACKENDS = ["wutong.city.offices.signin.ByLogin"]
PASSWORD_HASHERS = (
    ["django.contrib.auth.hashers.MD5PasswordHasher"]
    if TESTING
    else ["django.contrib.auth.hashers.Argon2PasswordHasher"]
)
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "wutong.city.guard.passwords.LongEnough"},
    {"NAME": "wutong.city.guard.passwords.OfSeveralKinds"},
    {"NAME": "wutong.city.guard.passwords.NotTheName"},
    {"NAME": "wutong.city.guard.passwords.NotAnOldOne"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "/signin"
LOGIN_REDIRECT_URL = "/desk"
#: whose first page is another than 待办; the first role of one's seat that stands here decides
FIRST_PAGES = {
    "bureau_head": "brief",
    "deputy_head": "brief",
    "supervisor": "brief",
    "security": "guard",
    "auditor": "access-list",
    "administrator": "house",
}
ACCOUNT_ADAPTER = "wutong.city.guard.pages.adapter.Adapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None  # an account of a county has no e-mail address
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_PREVENT_ENUMERATION = True
MFA_ADAPTER = "wutong.city.guard.factors.Adapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1  # phones go a little wrong; a code is taken once all the same
MFA_RECOVERY_CODES_SHOW_ONCE = True

#: the limits on guessing at sign-in live here; a full cache forgets a third of them, so that it must not fill by guessing
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    }
}

LANGUAGE_CODE = "zh-hans"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5_000_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 1_000_000

SESSION_COOKIE_AGE = GUARD.sitting_hours * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_NAME = "wutong"
CSRF_COOKIE_NAME = "wutong-csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "wutong.ui.guard.csrf_failure"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ENVIRONMENT.https
if ENVIRONMENT.https:
    CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ENVIRONMENT.hosts if host != "*"]
    if ENVIRONMENT.trust_proxy:
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31_536_000 if ENVIRONMENT.https else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SILENCED_SYSTEM_CHECKS = ["auth.W004"]

LOGGING = _logs.configuration(ENVIRONMENT)

#: which page draws a matter of which family (the docket owns /m/<id>, the richer page is a later room's)
MATTER_PAGES = {"complaint": "wutong.collect.complaints.pages.matter.page"}
