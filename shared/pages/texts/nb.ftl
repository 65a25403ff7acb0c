# Bokmål. Klarspråk: korte setninger, «du», ord folk bruker.
# $tenant er navnet på arbeidsgiveren, eller meldingen «employer» når den er ukjent;
# la den derfor aldri stå først i en setning.

product = Kobling
employer = arbeidsgiveren din
title = { $heading } – { $site }
title_failed = Feil: { $heading } – { $site }
skip = Hopp til innholdet
language_choice = Språk
reference = Referanse (til brukerstøtten)
logging_in_to = Du logger inn i { $app }
errors_heading = Dette må rettes
list_or = { $first } eller { $last }
date = { $day }. { $month ->
    [1] januar
    [2] februar
    [3] mars
    [4] april
    [5] mai
    [6] juni
    [7] juli
    [8] august
    [9] september
    [10] oktober
    [11] november
   *[12] desember
} { $year }
date_time = { $date } kl. { $hour }.{ $minute }
time_of_day = kl. { $hour }.{ $minute }
ip_address = IP‑adresse { $address }

help_heading = Trenger du hjelp?
help_ask = Spør lederen din eller brukerstøtten hos { $tenant }.
help_phone = Telefon
help_email = E‑post
help_web = Nettside

# Knapper som flere sider bruker
continue_button = Fortsett
send_code = Send kode
send_mail = Send e‑post
start_again = Begynn på nytt
try_again = Prøv igjen
to_start = Til startsiden
back_to_app = Tilbake til { $app }
to_app_heading = Du er på vei til appen
to_app_lead = Siden går videre av seg selv. Skjer det ikke, trykk på knappen.
use_another_address = Bruk en annen adresse

# Hvilken e-postadresse
address_label = E‑postadresse
address_locked_heading = Bekreft e‑postadressen
address_locked_lead = Denne adressen er registrert på deg hos { $tenant }. Vi sender en kode dit for å sjekke at adressen er din.
address_once = Dette trenger du bare å gjøre én gang.
address_wrong = Adressen er feil
address_choose_heading = Hvor skal vi sende koden?
address_choose_lead = Disse adressene er registrert på deg hos { $tenant }. Vi sender en kode til den du velger.
address_choose_legend = Velg adresse
address_other = En annen adresse
address_other_label = Skriv adressen
address_type_heading = Hva er e‑postadressen din på jobb?
address_type_lead = Skriv adressen som er registrert på deg hos { $tenant }. Du får en e‑post som forklarer hva du gjør videre.
address_none_heading = Hvilken e‑postadresse vil du bruke?
address_none_lead = Det er ikke registrert noen e‑postadresse på deg hos { $tenant }. Skriv en adresse du selv leser, så sender vi en kode dit.
address_returned_heading = E‑post til adressen din kommer i retur
address_returned_lead = { $tenant } har denne adressen registrert på deg, men e‑post dit kommer i retur:
address_returned_now = Skriv en annen adresse du selv leser, så sender vi en kode dit. Be { $tenant } om å rette adressen. Virker den likevel, kan { $tenant } åpne for e‑post dit igjen.
address_taken_heading = Du må bruke en annen adresse
address_taken_lead = Noen andre bruker allerede denne adressen:
address_taken_now = Skriv en adresse som bare du bruker. Vi sender en kode dit.
address_without = Jeg har ingen e‑postadresse
address_domains = Adressen må slutte på { $domains }
error_address_empty = Skriv e‑postadressen din
error_address_malformed = Skriv hele e‑postadressen, for eksempel navn@eksempel.no
error_address_letters = Skriv e‑postadressen uten æ, ø, å og mellomrom
error_address_domain = Skriv en adresse som slutter på { $domains }

# Du har allerede en konto
account_label = Konto
use_account_heading = Du har allerede en konto
use_account_lead = Den elektroniske ID‑en du logget inn med, hører til denne kontoen. Du kan bruke kontoen hos { $tenant } også.
use_account_stays = Adressen på kontoen blir den samme som før.
use_account_add = Legg også til jobbadressen min
use_account_add_hint = Vi sender en kode til { $address }.
use_account_button = Bruk kontoen
use_account_other = Dette er ikke min konto

# Arbeidsgiveren har ført deg på en annen oppføring
record_moved_heading = Vi flytter tilgangen din
record_moved_what = Du har fått et nytt ansattnummer hos { $tenant }.
record_moved_now = Når du fortsetter, flytter vi tilgangen din til det nye ansattnummeret. Du blir logget ut av appene hos { $tenant }, og vi sender en e‑post om det til adressene på kontoen din.
record_moved_wrong = Tror du at dette er feil? Da bør du ikke fortsette, men ta kontakt.

# To kontoer
choose_account_heading = Du har to kontoer
choose_account_lead = Hvilken av dem vil du bruke hos { $tenant }?
choose_account_legend = Velg konto
choose_account_this_hint = Kontoen du er logget inn med nå. Tilgangen hos { $tenant } flyttes hit, og vi sender en e‑post til den andre kontoen.
choose_account_other_hint = Kontoen som er i bruk hos { $tenant } i dag. Du må logge inn på den, så flytter vi den elektroniske ID‑en din dit.
keep_account_heading = Hvilken konto vil du beholde?
keep_account_lead = Du har to kontoer, men bare én av dem kan gi tilgang hos { $tenant }.
keep_account_this_hint = Kontoen du er logget inn med nå.
keep_account_other_hint = Kontoen som er i bruk hos { $tenant } i dag.
keep_account_after = Vi sender en e‑post til den andre kontoen. Den gir ikke lenger tilgang hos { $tenant }.
error_choice = Velg en konto

# Arbeidsgiveren har koblet deg til en konto før
existing_heading = Vi fant kontoen din
existing_first = Denne kontoen er knyttet til deg hos { $tenant }, men ikke til den elektroniske ID‑en din ennå:
existing_replaced = Det er registrert et nytt fødselsnummer på deg hos { $tenant }. Denne kontoen er fortsatt knyttet til det gamle nummeret:
existing_code = Vi sender en kode til adressen for å sjekke at kontoen er din.
existing_not_mine = Det er ikke min adresse
existing_unreachable = Jeg får ikke lest e‑post der

# Koden
code_heading = Skriv koden fra e‑posten
code_sent = Vi har sendt en kode til denne adressen:
code_lives = { $minutes ->
    [one] Koden er gyldig i ett minutt.
   *[other] Koden er gyldig i { $minutes } minutter.
}
code_maybe_heading = Se i e‑posten din
code_maybe_sent = Vi har sendt en e‑post til denne adressen:
code_maybe_next = I e‑posten står det hva du gjør videre. Er adressen registrert hos { $tenant }, får du en kode som du skriver her.
code_label = Kode
code_hint = 6 sifre
code_button = Bekreft koden
code_missing_heading = Har du ikke fått e‑posten?
code_missing_hint = Det kan ta et par minutter. Se også i søppelposten.
code_resend = Send en ny e‑post
code_resend_at = { $seconds ->
    [one] Du kan få en ny e‑post om ett sekund.
   *[other] Du kan få en ny e‑post om { $seconds } sekunder.
}
code_resend_now = Nå kan du få en ny e‑post.
code_no_more = { $sent ->
    [one] Vi har sendt én e‑post. Du kan få en ny etter { $time }.
   *[other] Vi har sendt { $sent } e‑poster. Du kan få en ny etter { $time }.
}
error_code_empty = Skriv koden fra e‑posten
error_code_malformed = Skriv de 6 sifrene i koden
error_code_wrong = { $tries ->
    [one] Koden er feil. Du har ett forsøk igjen.
   *[other] Koden er feil. Du har { $tries } forsøk igjen.
}
error_code_ended = Koden ble skrevet feil for mange ganger og virker ikke lenger. Be om en ny.
error_code_expired = Koden er for gammel. Be om en ny.

# Bak lenken i e-posten
link_here_heading = Bekreft e‑postadressen
link_here_lead = Trykk på knappen for å bekrefte adressen og gå videre med innloggingen.
link_here_button = Bekreft adressen
link_elsewhere_heading = Skriv koden der du begynte
link_elsewhere_lead = Du begynte innloggingen i en annen nettleser eller på en annen enhet. Gå tilbake dit, og skriv denne koden:
link_code_label = Kode
link_asked = Innloggingen ble startet { $time } fra { $place }.
link_never_share = Ikke gi koden til noen. Vi ringer eller skriver aldri og spør etter den.
link_not_me = Det var ikke jeg som ba om dette
link_report_heading = Er noen i ferd med å bruke adressen din?
link_report_lead = Noen prøvde å logge inn med e‑postadressen din. De fikk ikke tilgang. Hvis det ikke var deg, kan du melde fra her.
link_expired_heading = Lenken er for gammel
link_expired_what = Av sikkerhetsgrunner virker lenken bare en kort stund. Begynn på nytt, så får du en ny.
link_spent_heading = Lenken er allerede brukt
link_spent_what = Hver lenke virker bare én gang. Har du fullført innloggingen, trenger du ikke gjøre noe. Hvis ikke, begynn på nytt.
link_stopped_heading = Lenken er stoppet
link_stopped_what = Noen har meldt fra at de ikke ba om denne lenken. Var det du som ville logge inn, så begynn på nytt.

# Stegene i en innlogging, ved siden av det de spør om
clock_soon = { $minutes ->
    [one] { $time } (om ett minutt)
   *[other] { $time } (om { $minutes } minutter)
}
step_of = Steg { $step } av { $steps }
cancel_to_app = Avbryt og gå tilbake til { $app }
back_button = Tilbake
have_code = Jeg har allerede fått en kode
type_your_code = Skriv koden du har fått
code_sent_again = Vi har sendt en ny e‑post { $time }. Bruk den nyeste e‑posten: koder i eldre e‑poster virker ikke lenger.
code_resend_minutes = { $minutes ->
    [one] Du kan få en ny e‑post om ett minutt.
   *[other] Du kan få en ny e‑post om { $minutes } minutter.
}
code_resend_clock = Du kan få en ny e‑post om { $time }.
error_resend_early = { $seconds ->
    [one] Vi har ikke sendt noen ny e‑post ennå. Du kan få en ny om ett sekund.
   *[other] Vi har ikke sendt noen ny e‑post ennå. Du kan få en ny om { $seconds } sekunder.
}
error_resend_early_minutes = { $minutes ->
    [one] Vi har ikke sendt noen ny e‑post ennå. Du kan få en ny om ett minutt.
   *[other] Vi har ikke sendt noen ny e‑post ennå. Du kan få en ny om { $minutes } minutter.
}
error_code_stopped = Innloggingen er stoppet fra e‑posten. Er det du som vil logge inn, så begynn på nytt.
address_choose_apps = Appene får vite adressen som du bekrefter.
choose_account_other_stuck = Denne kontoen har ingen innlogging du kan bruke her. Velger du den, må brukerstøtten hjelpe deg.
asked_before = Du ba om dette { $date }. Det er ikke kommet noe svar ennå.
reported_before = Du sa fra om dette { $date }. Det er ikke kommet noe svar ennå.
ask_again = Spør igjen
report_again = Si fra igjen
confirm_wrong_heading = Er adressen feil?
confirm_wrong_lead = Da ber vi { $tenant } om å rette den. Du kan ikke logge inn før det er gjort.
confirm_wrong_button = Ja, si fra om at den er feil
confirm_detach_heading = Vil du koble fra kontoen?
confirm_detach_lead = Da kobler vi denne kontoen fra deg hos { $tenant }.
confirm_detach_forever = Det kan ikke angres her.
confirm_detach_own = Kontoens adresse er den som er registrert på deg hos { $tenant }. Kjenner du den igjen, så gå tilbake:
confirm_detach_button = Koble fra
confirm_detached_heading = Kan du ikke bruke kontoen?
confirm_detached_lead = Da ber vi { $tenant } om å ordne det. Du kan ikke logge inn før det er gjort.
confirm_detached_button = Ja, si fra
confirm_approval_heading = Vil du spørre igjen?
confirm_approval_lead = Vi minner { $tenant } om at du venter på godkjenning.
approval_waiting = Du må vente på godkjenning
    .what = Du ba om tilgang hos { $tenant } { $date }. Det er ikke kommet noe svar ennå.
    .now = Du får en e‑post når det er avgjort. Du kan lukke denne siden.
level_too_low_ways = Du må logge inn på en sikrere måte
    .what = Måten du logget inn på hos { $provider }, er ikke sikker nok her.
    .now = Prøv igjen, og bruk { $ways }.
other_account_asked = Brukerstøtten må hjelpe deg
    .what = Kontoen du valgte, har ingen innlogging du kan bruke her. Brukerstøtten hos { $tenant } har fått beskjed om det. Ingenting er endret.
    .now = De kontakter deg. Du kan også logge inn på nytt og velge den andre kontoen.

# Vis at kontoen er din
sign_in_as_heading = Vis at kontoen er din
sign_in_as_lead = Du har allerede en måte å logge inn på denne kontoen. Logg inn slik du pleier, så vet vi at kontoen er din:
sign_in_as_with = Logg inn med { $provider }

# Aktiveringskode
activation_heading = Skriv aktiveringskoden din
activation_lead = Du trenger en kode fra { $tenant } for å få tilgang første gang. Den er ikke den samme som koden på e‑post.
activation_label = Aktiveringskode
activation_ask = Jeg har ingen aktiveringskode
error_activation_empty = Skriv aktiveringskoden
error_activation_wrong = { $tries ->
    [one] Aktiveringskoden er feil. Du har ett forsøk igjen.
   *[other] Aktiveringskoden er feil. Du har { $tries } forsøk igjen.
}
error_activation_ended = Aktiveringskoden virker ikke lenger: den er for gammel, eller ble skrevet feil for mange ganger. Be om en ny.

# Ingen tilgang
no_access_heading = Du har ikke tilgang ennå
no_access_what = Du er logget inn med denne kontoen, men den er ikke knyttet til en ansatt hos { $tenant }:
no_access_address = E‑postadressen din på jobb
no_access_hint = Skriv adressen som er registrert på deg hos { $tenant }. Du får en e‑post som forklarer hva du gjør videre.
no_access_more = Andre muligheter
who_is = Du er logget inn som { $name }
who_is_nameless = Du er logget inn med elektronisk ID.
who_not = Ikke deg? Logg inn som en annen person
log_in_as_someone_else = Logg inn som en annen person
no_access_switch = Logg inn som en annen person
no_access_ask = Be om tilgang

choose_tenant_heading = Hvor jobber du?
choose_tenant_lead = Velg arbeidsgiveren du vil logge inn hos.
choose_tenant_own_lead = Du har flere arbeidsgivere. Velg den du vil logge inn hos nå.
choose_tenant_remembered = Valget gjelder til du logger ut her. Vil du bytte før det, logger du ut og inn igjen.
choose_tenant_someone_else = Jeg er en annen person
choose_tenant_search = Søk etter kommunen
choose_tenant_search_button = Søk
choose_tenant_none = Ingen arbeidsgiver heter det. Prøv et kortere ord.

logout_heading = Vil du logge ut?
logout_lead = Du blir logget ut her. Du kan fortsatt være logget inn i apper du har åpnet: logg ut der også, og lukk nettleseren hvis du deler maskinen med andre.
logout_button = Logg ut
logout_back = Nei, tilbake

# En enhet uten nettleser (stemplingsur, skjerm) som venter på at noen logger inn
device_code_heading = Logg inn på en enhet
device_code_lead = Enheten viser en kode. Skriv den her.
device_code_label = Kode
device_code_hint = Åtte bokstaver, for eksempel BCDF-GHJK.
error_device_code_empty = Skriv koden som står på enheten.
error_device_code_unknown = Koden er feil eller for gammel. Se på enheten om den er skrevet riktig, eller hent en ny der.
device_heading = Er dette koden på enheten?
device_app_label = App
device_warning = Gå bare videre hvis du selv vil logge inn på en enhet du ser foran deg. Har noen sendt deg koden eller en lenke hit, så lukk siden: da prøver noen å logge inn som deg.
device_login = Ja, logg inn
device_other = Nei, skriv en annen kode
device_allow_heading = Vil du logge inn på enheten?
device_allow_lead = Du logger inn i { $app } på enheten, som ansatt hos { $tenant }.
device_person_label = Innlogget som
device_allow_button = Ja, logg inn på enheten
device_deny_button = Nei

# En app fra en annen virksomhet spør hva den får vite
consent_heading = Vil du dele dette med { $app }?
consent_lead = { $app } hører ikke til { $tenant }. Appen ber om å få vite:
consent_sub = hvem du er (et fast nummer som alle appene dine får) og hvem du jobber for
consent_profile = navn, fødselsdato og lignende
consent_email = e‑postadresse
consent_phone = telefonnummer
consent_address = postadresse
consent_employment = hvor du jobber: avdeling og stilling
consent_rights = hva du har rett til å gjøre på jobb
consent_national_id = fødselsnummer
consent_offline = Appen kan hente dette også når du ikke er logget inn.
consent_api = å bruke { $address } på dine vegne
consent_policy = Personvernerklæringen til { $app }
consent_hint = Du kan trekke det tilbake når du vil, under
consent_allow_button = Ja, del
consent_deny_button = Nei
consents_heading = Apper du har sagt ja til
consents_lead = Disse appene hører ikke til arbeidsgiveren din. Her trekker du tilbake det du har sagt ja til. Det de allerede har fått vite, må du be dem om å slette.
consents_app = { $app } ({ $tenant })
consents_none = Du har ikke sagt ja til noen apper fra andre virksomheter.
consents_logged_out = Du er ikke logget inn. Logg inn i en av appene dine først, og åpne denne siden på nytt.
consents_take_back_button = Trekk tilbake samtykket til { $app }

# Parts of pages, wherever they are
steps_label = Steg
step_done = ferdig
summary_none = Ikke registrert
summary_add = Legg til
summary_change = Endre
timeline_none = Ingenting har skjedd ennå.
confirmation_happens = Dette skjer:
copy_button = Kopier
copy_done = Kopiert
copy_failed = Nettleseren kopierte det ikke. Det er merket nå, så du kan kopiere det selv.
select_choose = Velg

# One’s own account
account_heading = Innlogging og sikkerhet
account_name = Navn
account_eid = Elektronisk ID
account_mobile = Mobilnummer
account_password = Passord
account_password_changed = Endret { $date }
account_number = Kontonummer hos oss
account_number_lead = Brukerstøtten kan spørre etter dette nummeret. Det sier ikke noe om deg og kan ikke brukes til å logge inn.
account_recovery_heading = Gjenopprettingskoden din
account_recovery_lead = Med denne koden kan du logge inn én gang hvis du mister mobilen. Ta vare på den et sted der bare du finner den.
account_recovery_label = Gjenopprettingskode
account_address_heading = Endre e‑postadressen din
account_address_step_new = Ny adresse
account_address_step_code = Kode på e‑post
account_address_step_done = Ferdig
account_address_lead = Vi sender en kode til den nye adressen. Den gamle gjelder til du har skrevet koden.
account_address_changed = E‑postadressen er endret
account_address_changed_next = Vi har sendt en e‑post om det til den gamle adressen.
account_events_heading = Dette har skjedd
account_event_login = Innlogging i { $app }
account_event_address = E‑postadressen ble endret
account_event_eid = { $provider } ble koblet til kontoen
account_event_created = Kontoen ble opprettet for { $tenant }
account_by_you = av deg
account_by_help_desk = av brukerstøtten hos { $tenant }
account_mail_sent = Sjekk e‑posten din
account_mail_sent_next = Vi har sendt en lenke til den nye adressen. Åpne den i denne nettleseren.
account_password_saved = Passordet er endret
account_password_saved_next = Du er logget ut alle andre steder. Vi har sendt deg en e‑post om endringen.
account_one_way = Du har bare én måte å logge inn på
account_one_way_next = Mister du den, må brukerstøtten hjelpe deg.
account_one_way_add = Legg til en passnøkkel
account_eid_taken = { $provider } ble ikke koblet til kontoen
account_eid_taken_next = Den er allerede koblet til en annen konto. Ingenting er endret.
account_others_heading = Vil du logge ut alle andre steder?
account_others_lead = Du blir logget ut i alle andre nettlesere og på alle andre enheter. Her er du fortsatt innlogget.
account_others_button = Logg ut andre steder
account_close_heading = Vil du stenge kontoen din?
account_close_logged_out = Du blir logget ut av alle apper, også her.
account_close_no_login = Du kan ikke lenger logge inn hos noen arbeidsgiver med den.
account_close_told = Vi sender en e‑post om det til alle adressene på kontoen.
account_close_forever = En konto som er stengt, kan ikke åpnes igjen.
account_close_button = Steng kontoen
account_messages_heading = Koder og beskjeder
account_messages_lead = Velg hvordan vi skal nå deg.
account_mobile_hint = Med landkode, for eksempel +47 for Norge
account_language = Språk i beskjeder
account_language_hint = På sidene velger du språk øverst.
account_codes_by = Hvor skal vi sende koder?
account_codes_by_mail = På e‑post
account_codes_by_text = På SMS
account_codes_by_text_hint = Krever et mobilnummer.
account_tell_about = Hva vil du ha e‑post om?
account_tell_about_hint = Velg minst én. Når noe endres på kontoen, får du alltid e‑post.
account_tell_logins = Innlogging på en ny enhet
account_tell_logins_hint = Så merker du det hvis en annen bruker kontoen din.
account_tell_apps = Nye apper du har fått tilgang til
account_save = Lagre
error_mobile = Skriv et mobilnummer med landkode, som +47 og åtte sifre
error_language = Velg et språk
error_codes_by = Velg hvor vi skal sende koder
error_tell_about = Velg minst én ting du vil ha e‑post om

# Hva som skjedde (.what) og hva du gjør nå (.now)
request_gone = Innloggingen er utløpt
    .what = Det har gått for lang tid, eller du har åpnet en gammel side.
    .now = Begynn innloggingen på nytt.
no_cookies = Nettleseren tar ikke imot informasjonskapsler
    .what = Vi trenger en informasjonskapsel (cookie) for å vite at det er du som logger inn, men nettleseren sendte ingen. Enten er de slått av, eller så begynte du i en annen nettleser.
    .now = Slå på informasjonskapsler for dette nettstedet, eller bruk en annen nettleser. Begynn så på nytt.
cancelled = Innloggingen er avbrutt
    .what = Du logget ikke inn. Ingenting er endret.
    .now = Du kan prøve igjen når du vil.
upstream_failed = Innloggingen ble ikke fullført
    .what = Vi fikk et svar fra { $provider } som vi ikke kunne bruke. Ingenting er endret.
    .now = Prøv igjen. Skjer det flere ganger, så ta kontakt med brukerstøtten og oppgi referansen.
upstream_unavailable = Vi får ikke kontakt med { $provider }
    .what = Uten { $provider } kan vi ikke logge deg inn.
    .now = Vent noen minutter, og prøv igjen.
level_too_low = Du må logge inn på en sikrere måte
    .what = Her kreves sikkerhetsnivået «{ $level }». Måten du logget inn på hos { $provider }, har et lavere nivå.
    .now = Prøv igjen, og velg en sikrere måte å logge inn på.
account_disabled = Kontoen din er sperret
    .what = Du kan ikke logge inn med denne kontoen.
    .now = Ta kontakt med brukerstøtten. De kan si deg hvorfor.
suspended = Tilgangen din er satt på pause
    .what = Du har ikke tilgang hos { $tenant } akkurat nå.
    .now = Ta kontakt hvis du mener at dette er feil.
not_begun = Du kan ikke logge inn ennå
    .what = Du er registrert med første arbeidsdag { $date } hos { $tenant }.
    .now = Logg inn fra og med den dagen. Er datoen feil? Ta kontakt med lederen din.
ended = Tilgangen din er avsluttet
    .what = Du er registrert med siste arbeidsdag { $date } hos { $tenant }.
    .now = Er datoen feil? Ta kontakt med lederen din.
disputed = Vi kan ikke logge deg inn nå
    .what = Det som er registrert om deg hos { $tenant }, stemmer ikke med en tidligere innlogging. Derfor stopper vi her. Ingenting er endret.
    .now = Brukerstøtten har fått beskjed og må rette det. Ta kontakt med dem hvis det haster.
birth_date_differs = Vi kan ikke logge deg inn nå
    .what = Fødselsdatoen som er registrert hos { $tenant }, er en annen enn den som ID‑en din oppgir. Derfor stopper vi her. Ingenting er endret.
    .now = Brukerstøtten har fått beskjed og må rette det. Ta kontakt med dem hvis det haster.
link_suspended = Tilgangen din må sjekkes
    .what = Fødselsnummeret som er registrert på deg hos { $tenant }, er et annet enn det du logger inn med. Derfor har vi stanset tilgangen.
    .now = Brukerstøtten har fått beskjed og må rette det. Ta kontakt med dem hvis det haster.
approval_pending = Du må vente på godkjenning
    .what = Brukerstøtten hos { $tenant } må godkjenne tilgangen din, og har fått beskjed.
    .now = Du får en e‑post når det er gjort. Du kan lukke denne siden.
approval_refused = Tilgangen ble ikke godkjent
    .what = En ansvarlig hos { $tenant } har avslått den.
    .now = Ta kontakt hvis du mener at det er feil.
activation_required = Tilgangen din er ikke åpnet ennå
    .what = Brukerstøtten hos { $tenant } må åpne tilgangen din første gang, og har fått beskjed.
    .now = Du får en e‑post når det er gjort. Du kan lukke denne siden.
address_reported = Takk for at du sa fra
    .what = Brukerstøtten hos { $tenant } har fått beskjed om å rette adressen din.
    .now = Logg inn på nytt når adressen er rettet. Ta kontakt hvis det haster.
access_asked = Vi har bedt om tilgang for deg
    .what = Brukerstøtten hos { $tenant } har fått beskjed.
    .now = De tar kontakt med deg. Hører du ikke fra dem, så spør dem og oppgi referansen.
detach_asked = Takk for at du sa fra
    .what = Brukerstøtten hos { $tenant } har fått beskjed om at du ikke kan bruke kontoen.
    .now = Når de har rettet det, kan du logge inn på nytt. Ta kontakt hvis det haster.
account_not_mine = Kjenner du ikke kontoen?
    .what = Den elektroniske ID‑en du logget inn med, er koblet til denne kontoen. Ingenting er endret.
    .now = Logget du inn med feil ID, så begynn på nytt med din egen. Er ID‑en din, men kontoen ukjent, så ta kontakt med en gang.
too_many_sends = Vi har sendt mange e‑poster. Vent litt.
    .what = { $sent ->
        [one] Vi har allerede sendt én e‑post.
       *[other] Vi har allerede sendt { $sent } e‑poster.
    } Se også i søppelposten.
    .now = Du kan få en ny etter { $time }.
too_many_tries = For mange feil koder
    .what = Koden er skrevet feil for mange ganger, og vi har stoppet for å beskytte kontoen din.
    .now = Du kan prøve igjen etter { $time }.
changed_meanwhile = Noe ble endret mens du logget inn
    .what = Opplysningene om deg er ikke de samme som da du begynte. Vi har ikke lagret noe.
    .now = Begynn på nytt, så bruker vi de nye opplysningene.
unknown_client = Vi kjenner ikke denne appen
    .what = Du kom hit fra en app som ikke er registrert hos oss.
    .now = Gå tilbake til appen, og prøv igjen. Hjelper ikke det, så ta kontakt med brukerstøtten.
unregistered_redirect = Appen er ikke satt opp riktig
    .what = Appen ba oss sende deg til en adresse som ikke er registrert. For din sikkerhet gjør vi ikke det.
    .now = Ta kontakt med brukerstøtten, og oppgi referansen.
invalid_request = Innloggingen kunne ikke starte
    .what = Appen sendte oss noe vi ikke kan bruke.
    .now = Gå tilbake til appen, og prøv igjen. Hjelper ikke det, så ta kontakt med brukerstøtten.
app_not_enabled = Appen er ikke tatt i bruk
    .what = Ansatte hos { $tenant } kan ikke logge inn i { $app } ennå.
    .now = Spør brukerstøtten om når den blir tatt i bruk.
tenant_unknown = Vi finner ikke arbeidsgiveren
    .what = Vi finner ingen arbeidsgiver på denne adressen.
    .now = Sjekk at adressen er skrevet riktig, eller bruk lenken du har fått på jobben.
tenant_suspended = Innloggingen er stengt
    .what = Ingen kan logge inn hos { $tenant } akkurat nå.
    .now = Ta kontakt med brukerstøtten hvis du vil vite mer.
not_found = Vi finner ikke siden
    .what = Adressen kan være skrevet feil, eller siden finnes ikke lenger.
    .now = Gå til startsiden, eller åpne appen du ville bruke.
method_not_allowed = Siden kan ikke åpnes slik
    .what = Siden er et steg i en innlogging og virker ikke alene.
    .now = Begynn innloggingen på nytt.
bad_form = Vi kunne ikke ta imot skjemaet
    .what = Siden var åpen for lenge, eller skjemaet kom fra et annet sted. Ingenting er lagret.
    .now = Begynn på nytt.
too_large = Det du sendte, er for stort
    .what = Vi tok ikke imot det. Ingenting er lagret.
    .now = Gå tilbake, og prøv igjen med kortere tekst.
busy = Det er mange som logger inn nå
    .what = Vi rakk ikke å behandle innloggingen din. Ingenting er endret.
    .now = Vent litt, og prøv igjen.
internal = Noe gikk galt hos oss
    .what = Feilen ligger hos oss, ikke hos deg.
    .now = Prøv igjen. Skjer det flere ganger, så ta kontakt med brukerstøtten og oppgi referansen.
logged_out = Du er logget ut
    .what = Innloggingen din er avsluttet.
    .now = Deler du maskinen med andre, så lukk nettleseren også.
device_allowed = Enheten blir logget inn
    .what = Du har sagt ja til å logge inn på enheten.
    .now = Gå tilbake til enheten. Denne siden kan du lukke.
device_denied = Enheten ble ikke logget inn
    .what = Du fullførte ikke innloggingen. Enheten får ikke vite hvem du er.
    .now = Var det noen andre som ga deg koden, så si fra til brukerstøtten hos { $tenant }.
device_gone = Koden virker ikke lenger
    .what = Den er brukt, eller det har gått for lang tid.
    .now = Hent en ny kode på enheten, og begynn på nytt.
stopped_by_you = Vi har stoppet innloggingen
    .what = Koden og lenken virker ikke lenger. Ingen har fått tilgang.
    .now = Du trenger ikke gjøre noe mer. Skjer det igjen, så ta kontakt.
already_done = Dette er allerede gjort
    .what = Du har fullført dette steget.
    .now = Gå videre med innloggingen.
no_start_app = Her er det ingen app å åpne
    .what = Det er ikke valgt noen app som åpnes fra denne adressen hos { $tenant }.
    .now = Åpne appen du ville bruke, og logg inn derfra.
provider_off = Innlogging med { $provider } er slått av
    .what = Hos { $tenant } kan du ikke logge inn med { $provider } nå.
    .now = Ta kontakt med brukerstøtten. De vet hvorfor, og når du kan logge inn igjen.
extra_proof_closed = Aktiveringskoden virker ikke lenger
    .what = Den ble skrevet feil for mange ganger.
    .now = Be om en ny aktiveringskode hos { $tenant }.

level_low = lavt
level_substantial = betydelig
level_high = høyt

# E-post
mail_greeting = Hei!
mail_closing = Hilsen
mail_automatic = Denne e-posten er sendt automatisk fra Kobling, som { $tenant } bruker til innlogging. Du kan ikke svare på den.
mail_not_me = Var det ikke du som gjorde dette? Ta kontakt med en gang.
mail_code = Kode for innlogging hos { $tenant }, { $time }
    .code = Koden din er:
    .use = { $minutes ->
        [one] Skriv den på siden der du logger inn. Koden er gyldig i ett minutt.
       *[other] Skriv den på siden der du logger inn. Koden er gyldig i { $minutes } minutter.
    }
    .link = Du kan også bekrefte adressen din med denne lenken:
    .button = Bekreft adressen
mail_code_asked = Koden ble bestilt { $time }.
mail_code_asked_app = Koden ble bestilt { $time } for å logge inn i { $app }.
mail_code_from = Forespørselen kom fra { $place }.
mail_code_ignore = Har du ikke bedt om koden? Da trenger du ikke gjøre noe. Ikke gi koden til noen. Vi ringer eller skriver aldri og spør etter den.
mail_address_unknown = Innlogging hos { $tenant }
    .what = Noen prøvde å logge inn hos { $tenant } med denne e-postadressen. Det var sannsynligvis deg. Adressen er ikke registrert der, og derfor får du ingen kode.
    .now = Har du en annen jobbadresse, så prøv med den. Hvis ikke, be om at adressen din blir registrert.
    .ignore = Var det ikke deg? Da trenger du ikke gjøre noe.
mail_address_in_use = Innlogging hos { $tenant }
    .what = Noen prøvde å logge inn hos { $tenant } med denne e-postadressen. Det var sannsynligvis deg. Adressen tilhører en annen ansatt, eller er i bruk med en annen elektronisk ID. Derfor får du ingen kode.
    .now = Var det deg? Ta kontakt med brukerstøtten, så hjelper de deg.
    .link = Var det ikke deg? Meld fra her:
    .button = Det var ikke meg
mail_several_people = Kode for innlogging hos { $tenant }, { $time }
    .what = Noen prøvde å logge inn hos { $tenant } med denne e-postadressen. Det var sannsynligvis deg. Flere ansatte er registrert med den samme adressen.
    .now = For å vise hvem av dem du er, trenger du to koder: koden i denne e-posten, og en aktiveringskode som du får av arbeidsgiveren. Har du ikke fått den, så be om en.
    .ignore = Var det ikke deg? Da trenger du ikke gjøre noe.
mail_refused = Innlogging hos { $tenant }
mail_linked = Ny innlogging på kontoen din
    .what = { $eid } ble koblet til kontoen din { $time }, i en innlogging hos { $tenant }. Du kan heretter logge inn med den.
mail_app_link_made = Kontoen din brukes nå hos { $tenant }
    .what = Kontoen din gir deg nå tilgang hos { $tenant }.
mail_app_link_moved = Tilgangen din hos { $tenant } er flyttet
    .what = Tilgangen hos { $tenant } er flyttet til en annen konto eller et annet ansattnummer. Du er logget ut av appene der.
mail_eid_replaced = Den elektroniske ID-en på kontoen din er byttet ut
    .what = Den elektroniske ID-en på kontoen din er byttet ut med en ny. Den gamle virker ikke lenger her.
mail_eid_moved = En elektronisk ID er flyttet fra kontoen din
    .what = { $eid } ble flyttet fra denne kontoen til en annen konto { $time }, i en innlogging hos { $tenant }. Du kan ikke lenger logge inn på denne kontoen med den.
mail_address_pending = { $tenant } har fått en ny e-postadresse for deg
    .what = HR-systemet hos { $tenant } har registrert adressen { $address } på deg. Du logger inn som før, og appene bruker adressen du har nå, til den nye er bekreftet.
mail_address_added = Ny adresse på kontoen din
    .what = Adressen { $address } er lagt til på kontoen din.
mail_account_detached = Kontoen din er koblet fra { $tenant }
    .what = Kontoen din gir ikke lenger tilgang hos { $tenant }. Kontoen finnes fortsatt.
mail_invited = Logg inn hos { $tenant } for første gang
    .what = { $tenant } har gjort klar en innlogging til deg.
    .now = Åpne siden nedenfor og logg inn med den elektroniske ID-en din. Første gang får du en kode til denne adressen, som du skriver inn på siden.
    .button = Logg inn
    .ignore = Er du ikke den dette gjelder, kan du se bort fra denne e-posten. Ingenting skjer før noen logger inn.
mail_approval_given = Tilgangen din er godkjent
    .what = Du kan nå logge inn hos { $tenant }.
    .link = Logg inn her:
    .button = Logg inn
mail_approval_refused = Tilgangen din ble ikke godkjent
    .what = En ansvarlig hos { $tenant } har avslått tilgangen din.
    .reason = Begrunnelse: { $reason }
    .now = Ta kontakt hvis du mener at det er feil.
mail_not_me_reported = Innloggingen er stoppet
    .what = Du meldte fra om at du ikke ba om å logge inn. Koden og lenken virker ikke lenger, og ingen har fått tilgang.
    .now = Du trenger ikke gjøre noe mer. Skjer det igjen, så ta kontakt.

# Til brukerstøtten hos arbeidsgiveren
mail_admin = Sak { $reference } om innlogging venter på dere
    .who = Det gjelder { $person }, { $tenant }.
    .reference = Referanse: { $reference }
    .approve = Den som drifter Kobling, ser hvem som venter, og hvordan det godkjennes, med kommandoen:
    .waiting = Den som drifter Kobling, finner saken, og det som kan gjøres med den, med kommandoen:
mail_import_held = HR-fil på vent: ville avsluttet { $people_ended } av { $people } ansatte
    .what = Filen { $file } fra HR er holdt tilbake. Den ville ha avsluttet { $people_ended } av { $people } ansatte, med { $employments } ansettelser til sammen. Ingenting i den er importert.
    .now = Se i rapporten hvem det gjelder. Er filen feil, så send en ny som er riktig. Er den riktig, må den godkjennes:
admin_address_wrong = Den ansatte sier at e-postadressen som er registrert, er feil. Rett den, og be den ansatte logge inn på nytt.
admin_no_address = Den ansatte har ingen e-postadresse i HR-systemet, eller e-post dit kommer i retur.
admin_address_taken = Den registrerte e-postadressen er i bruk av noen andre. Den ansatte ble bedt om å velge en annen.
admin_disputed = HR-systemet og en tidligere innlogging peker på to ulike personer. Innloggingen ble stoppet.
admin_birth_date = HR-systemet har en annen fødselsdato enn den elektroniske ID-en. Innloggingen ble stoppet. Kontroller at dato og nummer hører til samme person.
admin_two_records = Den ansatte er registrert to ganger. Tilgangen er flyttet til ansattnummeret som HR-systemet knytter til fødselsnummeret.
admin_link_suspended = HR-systemet har fått et annet fødselsnummer enn det den ansatte logger inn med. Tilgangen er stanset til dere har bestemt hva som er riktig.
admin_account_detached = Den ansatte kjenner ikke kontoen, eller får ikke lest e-post der. Kontoen er koblet fra.
admin_not_me = Noen prøvde å logge inn med den ansattes e-postadresse. Den ansatte melder at det var noen andre.
admin_shared_address = Noen prøvde å logge inn med en e-postadresse som flere ansatte deler, og trenger aktiveringskode.
admin_approval = Den ansatte venter på at dere godkjenner tilgangen.
admin_activation = Den ansatte venter på at dere åpner tilgangen første gang.
admin_access = En person uten tilknytning til dere ber om tilgang.
admin_other_account = En ansatt vil bruke kontoen som er knyttet til dem fra før, men den har ingen innlogging: knytt dem til riktig konto.
admin_number_shared = Et nytt ansattnummer har samme fødselsnummer som en annen ansatt, men navn og fødselsdato er forskjellige. Sjekk nummeret i HR-systemet.
admin_mail_rests = For mange av invitasjonene deres kommer i retur, så de som gjenstår, venter et døgn etter den siste returen. Koder og varsler sendes som før. Rett adressene i HR-systemet.

# The report of an HR import
import_file = Fil
header_in_quotes = «{ $header }»
import_sequence = Løpenummer
import_reference = Referanse
import_state = Status
import_state_checking = Filen kontrolleres.
import_state_held = Filen er holdt tilbake. Den ville ha avsluttet { $people_ended } av { $people } ansatte, med { $employments } ansettelser til sammen. Ingenting er importert før noen har godkjent det.
import_state_provisioning = Radene importeres.
import_state_done = Ferdig.
import_rows = Rader i filen
import_columns_used = Kolonner som er brukt
import_columns_unused = Kolonner som ikke er brukt
import_warning = Advarsel
import_no_address = Ingen av kolonnene er en e-postadresse. Ansatte som er nye, får ingen adresse å logge inn med.
import_ended_nobody = Ingen er avsluttet, fordi rad { $line } mangler ansattnummer. Rett eller slett raden, og send filen på nytt.
import_people_ended = Ansatte uten ansettelse etterpå
import_employments_ended = Avsluttede ansettelser, som ikke sto i filen
import_employments_would_end = Ansettelser som ville blitt avsluttet
import_line = Rad
import_outcome = Resultat
import_details = Detaljer
import_notes = Merknader
import_taken = Importert
import_changed = Endret
import_unchanged = Uendret
import_older = Nyere opplysninger finnes
import_refused = Avvist
import_ended = Avsluttet
import_ended_details = Sto ikke i filen, som gjelder alle ansatte.
import_would_end = Ville blitt avsluttet
import_would_end_details = Sluttdatoen er passert.
column_employment_number = Ansattnummer
column_person_number = Person-ID
column_national_id = Fødselsnummer eller annet nasjonalt personnummer
column_birth_date = Fødselsdato
column_given_name = Fornavn
column_family_name = Etternavn
column_email = E-post
column_mailing = Utsending
column_phone = Telefon
column_department = Avdeling
column_position = Stilling
column_from = Fra
column_to = Til
column_rights = Rettigheter
row_no_employment_number = Raden mangler ansattnummer.
row_employment_number_twice = Flere rader i filen har dette ansattnummeret, så ingen av dem er importert.
row_wrong_national_id = Det nasjonale personnummeret er ikke gyldig.
row_wrong_date = { $column }: Datoen kan ikke leses. Skriv den som 2026-03-31.
row_ends_before_it_begins = Ansettelsen slutter før den begynner.
row_before_birth = { $column }: Datoen ligger før fødselsdatoen.
row_not_born = Fødselsdatoen er ikke kommet ennå.
row_no_name = Raden mangler navn.
row_wrong_yes_no = { $column }: Verdien er verken ja eller nei.
row_too_long = { $column }: Teksten er for lang.
row_wrong_characters = { $column }: Teksten har tegn som ikke kan brukes.
row_error_value = { $column }: Feltet har en feilverdi fra regnearket, slik som #I/T.
row_wrong_cell_count = Raden har et annet antall felt enn overskriften.
row_number_of_another = Det nasjonale personnummeret hører til en annen ansatt.
row_person_number_of_another = Person-ID-en hører til en annen ansatt.
row_dead_letter = Raden kunne ikke behandles. Driften har fått beskjed.
note_invalid_email = E-postadressen er ikke gyldig og er ikke importert.
note_invalid_phone = Telefonnummeret er ikke gyldig og er ikke importert.
note_error_value = { $column }: Feltet har en feilverdi fra regnearket og er ikke importert.
note_empty_date = { $column }: Datoen er en som systemer skriver for et tomt felt, og er lest som tomt.
note_invisible_characters = Usynlige tegn er fjernet.
note_odd_name = Navnet har tegn som navn ikke har. Se om filen er lagret som UTF-8.
note_same_number = Det nasjonale personnummeret er fra før registrert på ansattnummer { $employment }, med et annet navn. Er det samme person?
note_same_address = E-postadressen er også registrert på ansattnummer { $employment }, som er en annen person.
note_pending_email = Den nye e-postadressen gjelder først når den ansatte har bekreftet den.
note_disputed = Nummeret stemmer ikke med en tidligere innlogging. Saken venter på den som administrerer brukerne.
file_unknown_feed = Filen hører ikke til noen import som er satt opp og slått på.
file_no_sequence = Filen mangler løpenummeret som viser hvilken fil som er nyest.
file_older = En nyere fil med alle ansatte er allerede importert.
file_too_large = Filen er for stor.
file_too_large_inflated = Regnearket er for stort når det pakkes ut.
file_too_many_rows = Filen har for mange rader.
file_too_many_columns = Filen har for mange kolonner.
file_unknown_format = Filen er verken CSV, XLSX eller JSON-linjer.
file_encrypted = Filen er beskyttet med passord. Lagre den uten passord og send den på nytt.
file_unknown_encoding = Tegnene i filen kan ikke leses. Lagre den som UTF-8.
file_nul_bytes = Filen har nullbyte og er ikke en tekstfil. Lagre den som UTF-8.
file_broken = Filen er ødelagt fra rad { $line }.
file_broken_whole = Filen er ødelagt.
file_empty = Filen er tom.
file_no_column = Filen mangler kolonnen { $column }.
file_column_twice = Kolonnen { $column } finnes flere ganger i filen.
file_formulas = Regnearket har formler. Lagre det med verdier i stedet.
file_declined = Filen ble avvist av en ansvarlig, og ingenting av den er importert.
file_gone = Filen er slettet eller byttet ut siden, og ingenting av den er importert. Send den på nytt.
