# Nynorsk. Klarspråk: korte setningar, «du», ord folk bruker.
# $tenant er namnet på arbeidsgivaren, eller meldinga «employer» når han er ukjend;
# lat det difor aldri stå først i ei setning.

product = Kobling
employer = arbeidsgivaren din
title = { $heading } – { $site }
title_failed = Feil: { $heading } – { $site }
skip = Hopp til innhaldet
language_choice = Språk
reference = Referanse (til brukarstøtta)
logging_in_to = Du loggar inn i { $app }
errors_heading = Dette må rettast
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

help_heading = Treng du hjelp?
help_ask = Spør leiaren din eller brukarstøtta hos { $tenant }.
help_phone = Telefon
help_email = E‑post
help_web = Nettside

# Knappar som fleire sider bruker
continue_button = Hald fram
send_code = Send kode
send_mail = Send e‑post
start_again = Begynn på nytt
try_again = Prøv igjen
to_start = Til startsida
back_to_app = Tilbake til { $app }
to_app_heading = Du er på veg til appen
to_app_lead = Sida går vidare av seg sjølv. Skjer det ikkje, trykk på knappen.
use_another_address = Bruk ei anna adresse

# Kva e-postadresse
address_label = E‑postadresse
address_locked_heading = Stadfest e‑postadressa
address_locked_lead = Denne adressa er registrert på deg hos { $tenant }. Vi sender ein kode dit for å sjekke at adressa er di.
address_once = Dette treng du berre å gjere éin gong.
address_wrong = Adressa er feil
address_choose_heading = Kvar skal vi sende koden?
address_choose_lead = Desse adressene er registrerte på deg hos { $tenant }. Vi sender ein kode til den du vel.
address_choose_legend = Vel adresse
address_other = Ei anna adresse
address_other_label = Skriv adressa
address_type_heading = Kva er e‑postadressa di på jobb?
address_type_lead = Skriv adressa som er registrert på deg hos { $tenant }. Du får ein e‑post som forklarer kva du gjer vidare.
address_none_heading = Kva e‑postadresse vil du bruke?
address_none_lead = Det er ikkje registrert noka e‑postadresse på deg hos { $tenant }. Skriv ei adresse du sjølv les, så sender vi ein kode dit.
address_returned_heading = E‑post til adressa di kjem i retur
address_returned_lead = { $tenant } har denne adressa registrert på deg, men e‑post dit kjem i retur:
address_returned_now = Skriv ei anna adresse du sjølv les, så sender vi ein kode dit. Be { $tenant } om å rette adressa. Verkar ho likevel, kan { $tenant } opne for e‑post dit igjen.
address_taken_heading = Du må bruke ei anna adresse
address_taken_lead = Nokon annan bruker allereie denne adressa:
address_taken_now = Skriv ei adresse som berre du bruker. Vi sender ein kode dit.
address_without = Eg har inga e‑postadresse
address_domains = Adressa må slutte på { $domains }
error_address_empty = Skriv e‑postadressa di
error_address_malformed = Skriv heile e‑postadressa, til dømes namn@eksempel.no
error_address_letters = Skriv e‑postadressa utan æ, ø, å og mellomrom
error_address_domain = Skriv ei adresse som sluttar på { $domains }

# Du har allereie ein konto
account_label = Konto
use_account_heading = Du har allereie ein konto
use_account_lead = Den elektroniske ID‑en du logga inn med, høyrer til denne kontoen. Du kan bruke kontoen hos { $tenant } òg.
use_account_stays = Adressa på kontoen blir den same som før.
use_account_add = Legg også til jobbadressa mi
use_account_add_hint = Vi sender ein kode til { $address }.
use_account_button = Bruk kontoen
use_account_other = Dette er ikkje kontoen min

# Arbeidsgivaren har ført deg på ei anna oppføring
record_moved_heading = Vi flyttar tilgangen din
record_moved_what = Du har fått eit nytt tilsettnummer hos { $tenant }.
record_moved_now = Når du held fram, flyttar vi tilgangen din til det nye tilsettnummeret. Du blir logga ut av appane hos { $tenant }, og vi sender ein e‑post om det til adressene på kontoen din.
record_moved_wrong = Trur du at dette er feil? Då bør du ikkje halde fram, men ta kontakt.

# To kontoar
choose_account_heading = Du har to kontoar
choose_account_lead = Kva for ein av dei vil du bruke hos { $tenant }?
choose_account_legend = Vel konto
choose_account_this_hint = Kontoen du er logga inn med no. Tilgangen hos { $tenant } blir flytta hit, og vi sender ein e‑post til den andre kontoen.
choose_account_other_hint = Kontoen som er i bruk hos { $tenant } i dag. Du må logge inn på han, så flyttar vi den elektroniske ID‑en din dit.
keep_account_heading = Kva konto vil du behalde?
keep_account_lead = Du har to kontoar, men berre éin av dei kan gi tilgang hos { $tenant }.
keep_account_this_hint = Kontoen du er logga inn med no.
keep_account_other_hint = Kontoen som er i bruk hos { $tenant } i dag.
keep_account_after = Vi sender ein e‑post til den andre kontoen. Han gir ikkje lenger tilgang hos { $tenant }.
error_choice = Vel ein konto

# Arbeidsgivaren har kopla deg til ein konto før
existing_heading = Vi fann kontoen din
existing_first = Denne kontoen er knytt til deg hos { $tenant }, men ikkje til den elektroniske ID‑en din enno:
existing_replaced = Det er registrert eit nytt fødselsnummer på deg hos { $tenant }. Denne kontoen er framleis knytt til det gamle nummeret:
existing_code = Vi sender ein kode til adressa for å sjekke at kontoen er din.
existing_not_mine = Det er ikkje adressa mi
existing_unreachable = Eg får ikkje lese e‑post der

# Koden
code_heading = Skriv koden frå e‑posten
code_sent = Vi har sendt ein kode til denne adressa:
code_lives = { $minutes ->
    [one] Koden er gyldig i eitt minutt.
   *[other] Koden er gyldig i { $minutes } minutt.
}
code_maybe_heading = Sjå i e‑posten din
code_maybe_sent = Vi har sendt ein e‑post til denne adressa:
code_maybe_next = I e‑posten står det kva du gjer vidare. Er adressa registrert hos { $tenant }, får du ein kode som du skriv her.
code_label = Kode
code_hint = 6 siffer
code_button = Stadfest koden
code_missing_heading = Har du ikkje fått e‑posten?
code_missing_hint = Det kan ta eit par minutt. Sjå i søppelposten òg.
code_resend = Send ein ny e‑post
code_resend_at = { $seconds ->
    [one] Du kan få ein ny e‑post om eitt sekund.
   *[other] Du kan få ein ny e‑post om { $seconds } sekund.
}
code_resend_now = No kan du få ein ny e‑post.
code_no_more = { $sent ->
    [one] Vi har sendt éin e‑post. Du kan få ein ny etter { $time }.
   *[other] Vi har sendt { $sent } e‑postar. Du kan få ein ny etter { $time }.
}
error_code_empty = Skriv koden frå e‑posten
error_code_malformed = Skriv dei 6 siffera i koden
error_code_wrong = { $tries ->
    [one] Koden er feil. Du har eitt forsøk att.
   *[other] Koden er feil. Du har { $tries } forsøk att.
}
error_code_ended = Koden vart skriven feil for mange gonger og verkar ikkje lenger. Be om ein ny.
error_code_expired = Koden er for gammal. Be om ein ny.

# Bak lenkja i e-posten
link_here_heading = Stadfest e‑postadressa
link_here_lead = Trykk på knappen for å stadfeste adressa og gå vidare med innlogginga.
link_here_button = Stadfest adressa
link_elsewhere_heading = Skriv koden der du begynte
link_elsewhere_lead = Du begynte innlogginga i ein annan nettlesar eller på ei anna eining. Gå tilbake dit, og skriv denne koden:
link_code_label = Kode
link_asked = Innlogginga vart starta { $time } frå { $place }.
link_never_share = Ikkje gi koden til nokon. Vi ringer eller skriv aldri og spør etter han.
link_not_me = Det var ikkje eg som bad om dette
link_report_heading = Er nokon i ferd med å bruke adressa di?
link_report_lead = Nokon prøvde å logge inn med e‑postadressa di. Dei fekk ikkje tilgang. Viss det ikkje var deg, kan du melde frå her.
link_expired_heading = Lenkja er for gammal
link_expired_what = Av tryggleiksgrunnar verkar lenkja berre ei kort stund. Begynn på nytt, så får du ei ny.
link_spent_heading = Lenkja er allereie brukt
link_spent_what = Kvar lenkje verkar berre éin gong. Har du fullført innlogginga, treng du ikkje gjere noko. Viss ikkje, begynn på nytt.
link_stopped_heading = Lenkja er stoppa
link_stopped_what = Nokon har meldt frå om at dei ikkje bad om denne lenkja. Var det du som ville logge inn, så begynn på nytt.

# Stega i ei innlogging, ved sida av det dei spør om
clock_soon = { $minutes ->
    [one] { $time } (om eitt minutt)
   *[other] { $time } (om { $minutes } minutt)
}
step_of = Steg { $step } av { $steps }
cancel_to_app = Avbryt og gå tilbake til { $app }
back_button = Tilbake
have_code = Eg har alt fått ein kode
type_your_code = Skriv koden du har fått
code_sent_again = Vi har sendt ein ny e‑post { $time }. Bruk den nyaste e‑posten: kodar i eldre e‑postar verkar ikkje lenger.
code_resend_minutes = { $minutes ->
    [one] Du kan få ein ny e‑post om eitt minutt.
   *[other] Du kan få ein ny e‑post om { $minutes } minutt.
}
code_resend_clock = Du kan få ein ny e‑post om { $time }.
error_resend_early = { $seconds ->
    [one] Vi har ikkje sendt nokon ny e‑post enno. Du kan få ein ny om eitt sekund.
   *[other] Vi har ikkje sendt nokon ny e‑post enno. Du kan få ein ny om { $seconds } sekund.
}
error_resend_early_minutes = { $minutes ->
    [one] Vi har ikkje sendt nokon ny e‑post enno. Du kan få ein ny om eitt minutt.
   *[other] Vi har ikkje sendt nokon ny e‑post enno. Du kan få ein ny om { $minutes } minutt.
}
error_code_stopped = Innlogginga er stoppa frå e‑posten. Er det du som vil logge inn, så begynn på nytt.
address_choose_apps = Appane får vite adressa som du stadfestar.
choose_account_other_stuck = Denne kontoen har inga innlogging du kan bruke her. Vel du han, må brukarstøtta hjelpe deg.
asked_before = Du bad om dette { $date }. Det er ikkje kome noko svar enno.
reported_before = Du sa frå om dette { $date }. Det er ikkje kome noko svar enno.
ask_again = Spør igjen
report_again = Sei frå igjen
confirm_wrong_heading = Er adressa feil?
confirm_wrong_lead = Då ber vi { $tenant } om å rette ho. Du kan ikkje logge inn før det er gjort.
confirm_wrong_button = Ja, sei frå om at ho er feil
confirm_detach_heading = Vil du kople frå kontoen?
confirm_detach_lead = Då koplar vi denne kontoen frå deg hos { $tenant }.
confirm_detach_forever = Det kan ikkje angrast her.
confirm_detach_own = Adressa til kontoen er den som er registrert på deg hos { $tenant }. Kjenner du ho att, så gå tilbake:
confirm_detach_button = Kople frå
confirm_detached_heading = Kan du ikkje bruke kontoen?
confirm_detached_lead = Då ber vi { $tenant } om å ordne det. Du kan ikkje logge inn før det er gjort.
confirm_detached_button = Ja, sei frå
confirm_approval_heading = Vil du spørje igjen?
confirm_approval_lead = Vi minner { $tenant } om at du ventar på godkjenning.
approval_waiting = Du må vente på godkjenning
    .what = Du bad om tilgang hos { $tenant } { $date }. Det er ikkje kome noko svar enno.
    .now = Du får ein e‑post når det er avgjort. Du kan lukke denne sida.
level_too_low_ways = Du må logge inn på ein tryggare måte
    .what = Måten du logga inn på hos { $provider }, er ikkje sikker nok her.
    .now = Prøv igjen, og bruk { $ways }.
other_account_asked = Brukarstøtta må hjelpe deg
    .what = Kontoen du valde, har inga innlogging du kan bruke her. Brukarstøtta hos { $tenant } har fått melding om det. Ingenting er endra.
    .now = Dei kontaktar deg. Du kan òg logge inn på nytt og velje den andre kontoen.

# Vis at kontoen er din
sign_in_as_heading = Vis at kontoen er din
sign_in_as_lead = Du har allereie ein måte å logge inn på denne kontoen. Logg inn slik du pleier, så veit vi at kontoen er din:
sign_in_as_with = Logg inn med { $provider }

# Aktiveringskode
activation_heading = Skriv aktiveringskoden din
activation_lead = Du treng ein kode frå { $tenant } for å få tilgang første gongen. Det er ikkje den same koden som du fekk på e‑post.
activation_label = Aktiveringskode
activation_ask = Eg har ingen aktiveringskode
error_activation_empty = Skriv aktiveringskoden
error_activation_wrong = { $tries ->
    [one] Aktiveringskoden er feil. Du har eitt forsøk att.
   *[other] Aktiveringskoden er feil. Du har { $tries } forsøk att.
}
error_activation_ended = Aktiveringskoden verkar ikkje lenger: han er for gammal, eller vart skriven feil for mange gonger. Be om ein ny.

# Ingen tilgang
no_access_heading = Du har ikkje tilgang enno
no_access_what = Du er logga inn med denne kontoen, men han er ikkje knytt til ein tilsett hos { $tenant }:
no_access_address = E‑postadressa di på jobb
no_access_hint = Skriv adressa som er registrert på deg hos { $tenant }. Du får ein e‑post som forklarer kva du gjer vidare.
no_access_more = Andre moglegheiter
who_is = Du er logga inn som { $name }
who_is_nameless = Du er logga inn med elektronisk ID.
who_not = Ikkje deg? Logg inn som ein annan person
log_in_as_someone_else = Logg inn som ein annan person
no_access_switch = Logg inn som ein annan person
no_access_ask = Be om tilgang

choose_tenant_heading = Kvar jobbar du?
choose_tenant_lead = Vel arbeidsgivaren du vil logge inn hos.
choose_tenant_own_lead = Du har fleire arbeidsgivarar. Vel den du vil logge inn hos no.
choose_tenant_remembered = Valet gjeld til du loggar ut her. Vil du byte før det, loggar du ut og inn igjen.
choose_tenant_someone_else = Eg er ein annan person
choose_tenant_search = Søk etter kommunen
choose_tenant_search_button = Søk
choose_tenant_none = Ingen arbeidsgivar heiter det. Prøv eit kortare ord.

logout_heading = Vil du logge ut?
logout_lead = Du blir logga ut her. Du kan framleis vere logga inn i appar du har opna: logg ut der òg, og lukk nettlesaren viss du deler maskina med andre.
logout_button = Logg ut
logout_back = Nei, tilbake

# Ei eining utan nettlesar (stemplingsur, skjerm) som ventar på at nokon loggar inn
device_code_heading = Logg inn på ei eining
device_code_lead = Eininga viser ein kode. Skriv han her.
device_code_label = Kode
device_code_hint = Åtte bokstavar, til dømes BCDF-GHJK.
error_device_code_empty = Skriv koden som står på eininga.
error_device_code_unknown = Koden er feil eller for gammal. Sjå på eininga om han er skriven rett, eller hent ein ny der.
device_heading = Er dette koden på eininga?
device_app_label = App
device_warning = Gå berre vidare viss du sjølv vil logge inn på ei eining du ser framfor deg. Har nokon sendt deg koden eller ei lenkje hit, så lukk sida: då prøver nokon å logge inn som deg.
device_login = Ja, logg inn
device_other = Nei, skriv ein annan kode
device_allow_heading = Vil du logge inn på eininga?
device_allow_lead = Du loggar inn i { $app } på eininga, som tilsett hos { $tenant }.
device_person_label = Logga inn som
device_allow_button = Ja, logg inn på eininga
device_deny_button = Nei

# Ein app frå ei anna verksemd spør kva han får vite
consent_heading = Vil du dele dette med { $app }?
consent_lead = { $app } høyrer ikkje til { $tenant }. Appen ber om å få vite:
consent_sub = kven du er (eit fast nummer som alle appane dine får) og kven du jobbar for
consent_profile = namn, fødselsdato og liknande
consent_email = e‑postadresse
consent_phone = telefonnummer
consent_address = postadresse
consent_employment = kvar du jobbar: avdeling og stilling
consent_rights = kva du har rett til å gjere på jobb
consent_national_id = fødselsnummer
consent_offline = Appen kan hente dette òg når du ikkje er logga inn.
consent_api = å bruke { $address } på dine vegner
consent_policy = Personvernerklæringa til { $app }
consent_hint = Du kan trekke det tilbake når du vil, under
consent_allow_button = Ja, del
consent_deny_button = Nei
consents_heading = Appar du har sagt ja til
consents_lead = Desse appane høyrer ikkje til arbeidsgivaren din. Her trekker du tilbake det du har sagt ja til. Det dei allereie har fått vite, må du be dei om å slette.
consents_app = { $app } ({ $tenant })
consents_none = Du har ikkje sagt ja til nokon appar frå andre verksemder.
consents_logged_out = Du er ikkje logga inn. Logg inn i ein av appane dine først, og opne denne sida på nytt.
consents_take_back_button = Trekk tilbake samtykket til { $app }

# Parts of pages, wherever they are
steps_label = Steg
step_done = ferdig
summary_none = Ikkje registrert
summary_add = Legg til
summary_change = Endre
timeline_none = Ingenting har skjedd enno.
confirmation_happens = Dette skjer:
copy_button = Kopier
copy_done = Kopiert
copy_failed = Nettlesaren kopierte det ikkje. Det er merkt no, så du kan kopiere det sjølv.
select_choose = Vel

# One’s own account
account_heading = Innlogging og tryggleik
account_name = Namn
account_eid = Elektronisk ID
account_mobile = Mobilnummer
account_password = Passord
account_password_changed = Endra { $date }
account_number = Kontonummer hos oss
account_number_lead = Brukarstøtta kan spørje etter dette nummeret. Det seier ikkje noko om deg og kan ikkje brukast til å logge inn.
account_recovery_heading = Attopprettingskoden din
account_recovery_lead = Med denne koden kan du logge inn éin gong viss du mistar mobilen. Ta vare på han ein stad der berre du finn han.
account_recovery_label = Attopprettingskode
account_address_heading = Endre e‑postadressa di
account_address_step_new = Ny adresse
account_address_step_code = Kode på e‑post
account_address_step_done = Ferdig
account_address_lead = Vi sender ein kode til den nye adressa. Den gamle gjeld til du har skrive koden.
account_address_changed = E‑postadressa er endra
account_address_changed_next = Vi har sendt ein e‑post om det til den gamle adressa.
account_events_heading = Dette har skjedd
account_event_login = Innlogging i { $app }
account_event_address = E‑postadressa vart endra
account_event_eid = { $provider } vart kopla til kontoen
account_event_created = Kontoen vart oppretta for { $tenant }
account_by_you = av deg
account_by_help_desk = av brukarstøtta hos { $tenant }
account_mail_sent = Sjekk e‑posten din
account_mail_sent_next = Vi har sendt ei lenkje til den nye adressa. Opne ho i denne nettlesaren.
account_password_saved = Passordet er endra
account_password_saved_next = Du er logga ut alle andre stader. Vi har sendt deg ein e‑post om endringa.
account_one_way = Du har berre éin måte å logge inn på
account_one_way_next = Mistar du han, må brukarstøtta hjelpe deg.
account_one_way_add = Legg til ein passnøkkel
account_eid_taken = { $provider } vart ikkje kopla til kontoen
account_eid_taken_next = Han er allereie kopla til ein annan konto. Ingenting er endra.
account_others_heading = Vil du logge ut alle andre stader?
account_others_lead = Du blir logga ut i alle andre nettlesarar og på alle andre einingar. Her er du framleis innlogga.
account_others_button = Logg ut andre stader
account_close_heading = Vil du stengje kontoen din?
account_close_logged_out = Du blir logga ut av alle appar, òg her.
account_close_no_login = Du kan ikkje lenger logge inn hos nokon arbeidsgivar med han.
account_close_told = Vi sender ein e‑post om det til alle adressene på kontoen.
account_close_forever = Ein konto som er stengd, kan ikkje opnast att.
account_close_button = Steng kontoen
account_messages_heading = Kodar og beskjedar
account_messages_lead = Vel korleis vi skal nå deg.
account_mobile_hint = Med landkode, til dømes +47 for Noreg
account_language = Språk i beskjedar
account_language_hint = På sidene vel du språk øvst.
account_codes_by = Kvar skal vi sende kodar?
account_codes_by_mail = På e‑post
account_codes_by_text = På SMS
account_codes_by_text_hint = Krev eit mobilnummer.
account_tell_about = Kva vil du ha e‑post om?
account_tell_about_hint = Vel minst éin. Når noko blir endra på kontoen, får du alltid e‑post.
account_tell_logins = Innlogging på ei ny eining
account_tell_logins_hint = Då merkar du det viss ein annan bruker kontoen din.
account_tell_apps = Nye appar du har fått tilgang til
account_save = Lagre
error_mobile = Skriv eit mobilnummer med landkode, som +47 og åtte siffer
error_language = Vel eit språk
error_codes_by = Vel kvar vi skal sende kodar
error_tell_about = Vel minst éin ting du vil ha e‑post om

# Kva som hende (.what) og kva du gjer no (.now)
request_gone = Innlogginga har gått ut
    .what = Det har gått for lang tid, eller du har opna ei gammal side.
    .now = Begynn innlogginga på nytt.
no_cookies = Nettlesaren tek ikkje imot informasjonskapslar
    .what = Vi treng ein informasjonskapsel (cookie) for å vite at det er du som loggar inn, men nettlesaren sende ingen. Anten er dei slegne av, eller så begynte du i ein annan nettlesar.
    .now = Slå på informasjonskapslar for denne nettstaden, eller bruk ein annan nettlesar. Begynn så på nytt.
cancelled = Innlogginga er avbroten
    .what = Du logga ikkje inn. Ingenting er endra.
    .now = Du kan prøve igjen når du vil.
upstream_failed = Innlogginga vart ikkje fullført
    .what = Vi fekk eit svar frå { $provider } som vi ikkje kunne bruke. Ingenting er endra.
    .now = Prøv igjen. Hender det fleire gonger, så ta kontakt med brukarstøtta og gi dei referansen.
upstream_unavailable = Vi får ikkje kontakt med { $provider }
    .what = Utan { $provider } kan vi ikkje logge deg inn.
    .now = Vent nokre minutt, og prøv igjen.
level_too_low = Du må logge inn på ein tryggare måte
    .what = Her krevst tryggleiksnivået «{ $level }». Måten du logga inn på hos { $provider }, har eit lågare nivå.
    .now = Prøv igjen, og vel ein tryggare måte å logge inn på.
account_disabled = Kontoen din er sperra
    .what = Du kan ikkje logge inn med denne kontoen.
    .now = Ta kontakt med brukarstøtta. Dei kan seie deg kvifor.
suspended = Tilgangen din er sett på pause
    .what = Du har ikkje tilgang hos { $tenant } akkurat no.
    .now = Ta kontakt viss du meiner at dette er feil.
not_begun = Du kan ikkje logge inn enno
    .what = Du er registrert med første arbeidsdag { $date } hos { $tenant }.
    .now = Logg inn frå og med den dagen. Er datoen feil? Ta kontakt med leiaren din.
ended = Tilgangen din er avslutta
    .what = Du er registrert med siste arbeidsdag { $date } hos { $tenant }.
    .now = Er datoen feil? Ta kontakt med leiaren din.
disputed = Vi kan ikkje logge deg inn no
    .what = Det som er registrert om deg hos { $tenant }, stemmer ikkje med ei tidlegare innlogging. Difor stoppar vi her. Ingenting er endra.
    .now = Brukarstøtta har fått melding og må rette det. Ta kontakt med dei viss det hastar.
birth_date_differs = Vi kan ikkje logge deg inn no
    .what = Fødselsdatoen som er registrert hos { $tenant }, er ein annan enn den som ID‑en din oppgir. Difor stoppar vi her. Ingenting er endra.
    .now = Brukarstøtta har fått melding og må rette det. Ta kontakt med dei viss det hastar.
link_suspended = Tilgangen din må sjekkast
    .what = Fødselsnummeret som er registrert på deg hos { $tenant }, er eit anna enn det du loggar inn med. Difor har vi stansa tilgangen.
    .now = Brukarstøtta har fått melding og må rette det. Ta kontakt med dei viss det hastar.
approval_pending = Du må vente på godkjenning
    .what = Brukarstøtta hos { $tenant } må godkjenne tilgangen din, og har fått melding.
    .now = Du får ein e‑post når det er gjort. Du kan lukke denne sida.
approval_refused = Tilgangen vart ikkje godkjend
    .what = Ein ansvarleg hos { $tenant } har avslått han.
    .now = Ta kontakt viss du meiner at det er feil.
activation_required = Tilgangen din er ikkje opna enno
    .what = Brukarstøtta hos { $tenant } må opne tilgangen din første gongen, og har fått melding.
    .now = Du får ein e‑post når det er gjort. Du kan lukke denne sida.
address_reported = Takk for at du sa frå
    .what = Brukarstøtta hos { $tenant } har fått melding om å rette adressa di.
    .now = Logg inn på nytt når adressa er retta. Ta kontakt viss det hastar.
access_asked = Vi har bede om tilgang for deg
    .what = Brukarstøtta hos { $tenant } har fått melding.
    .now = Dei tek kontakt med deg. Høyrer du ikkje frå dei, så spør dei og gi dei referansen.
detach_asked = Takk for at du sa frå
    .what = Brukarstøtta hos { $tenant } har fått melding om at du ikkje kan bruke kontoen.
    .now = Når dei har retta det, kan du logge inn på nytt. Ta kontakt viss det hastar.
account_not_mine = Kjenner du ikkje kontoen?
    .what = Den elektroniske ID‑en du logga inn med, er kopla til denne kontoen. Ingenting er endra.
    .now = Logga du inn med feil ID, så begynn på nytt med din eigen. Er ID‑en din, men kontoen ukjend, så ta kontakt med ein gong.
too_many_sends = Vi har sendt mange e‑postar. Vent litt.
    .what = { $sent ->
        [one] Vi har allereie sendt éin e‑post.
       *[other] Vi har allereie sendt { $sent } e‑postar.
    } Sjå i søppelposten òg.
    .now = Du kan få ein ny etter { $time }.
too_many_tries = For mange feil kodar
    .what = Koden er skriven feil for mange gonger, og vi har stoppa for å verne kontoen din.
    .now = Du kan prøve igjen etter { $time }.
changed_meanwhile = Noko vart endra medan du logga inn
    .what = Opplysningane om deg er ikkje dei same som då du begynte. Vi har ikkje lagra noko.
    .now = Begynn på nytt, så bruker vi dei nye opplysningane.
unknown_client = Vi kjenner ikkje denne appen
    .what = Du kom hit frå ein app som ikkje er registrert hos oss.
    .now = Gå tilbake til appen, og prøv igjen. Hjelper ikkje det, så ta kontakt med brukarstøtta.
unregistered_redirect = Appen er ikkje sett opp rett
    .what = Appen bad oss sende deg til ei adresse som ikkje er registrert. For din tryggleik gjer vi ikkje det.
    .now = Ta kontakt med brukarstøtta, og gi dei referansen.
invalid_request = Innlogginga kunne ikkje starte
    .what = Appen sende oss noko vi ikkje kan bruke.
    .now = Gå tilbake til appen, og prøv igjen. Hjelper ikkje det, så ta kontakt med brukarstøtta.
app_not_enabled = Appen er ikkje teken i bruk
    .what = Tilsette hos { $tenant } kan ikkje logge inn i { $app } enno.
    .now = Spør brukarstøtta om når han blir teken i bruk.
tenant_unknown = Vi finn ikkje arbeidsgivaren
    .what = Vi finn ingen arbeidsgivar på denne adressa.
    .now = Sjekk at adressa er rett skriven, eller bruk lenkja du har fått på jobben.
tenant_suspended = Innlogginga er stengd
    .what = Ingen kan logge inn hos { $tenant } akkurat no.
    .now = Ta kontakt med brukarstøtta viss du vil vite meir.
not_found = Vi finn ikkje sida
    .what = Adressa kan vere skriven feil, eller sida finst ikkje lenger.
    .now = Gå til startsida, eller opne appen du ville bruke.
method_not_allowed = Sida kan ikkje opnast slik
    .what = Sida er eit steg i ei innlogging og verkar ikkje åleine.
    .now = Begynn innlogginga på nytt.
bad_form = Vi kunne ikkje ta imot skjemaet
    .what = Sida var open for lenge, eller skjemaet kom frå ein annan stad. Ingenting er lagra.
    .now = Begynn på nytt.
too_large = Det du sende, er for stort
    .what = Vi tok ikkje imot det. Ingenting er lagra.
    .now = Gå tilbake, og prøv igjen med kortare tekst.
busy = Det er mange som loggar inn no
    .what = Vi rakk ikkje å behandle innlogginga di. Ingenting er endra.
    .now = Vent litt, og prøv igjen.
internal = Noko gjekk gale hos oss
    .what = Feilen ligg hos oss, ikkje hos deg.
    .now = Prøv igjen. Hender det fleire gonger, så ta kontakt med brukarstøtta og gi dei referansen.
logged_out = Du er logga ut
    .what = Innlogginga di er avslutta.
    .now = Deler du maskina med andre, så lukk nettlesaren òg.
device_allowed = Eininga blir logga inn
    .what = Du har sagt ja til å logge inn på eininga.
    .now = Gå tilbake til eininga. Denne sida kan du lukke.
device_denied = Eininga vart ikkje logga inn
    .what = Du fullførte ikkje innlogginga. Eininga får ikkje vite kven du er.
    .now = Var det nokon andre som gav deg koden, så sei frå til brukarstøtta hos { $tenant }.
device_gone = Koden verkar ikkje lenger
    .what = Han er brukt, eller det har gått for lang tid.
    .now = Hent ein ny kode på eininga, og begynn på nytt.
stopped_by_you = Vi har stoppa innlogginga
    .what = Koden og lenkja verkar ikkje lenger. Ingen har fått tilgang.
    .now = Du treng ikkje gjere noko meir. Hender det igjen, så ta kontakt.
already_done = Dette er allereie gjort
    .what = Du har fullført dette steget.
    .now = Gå vidare med innlogginga.
no_start_app = Her er det ingen app å opne
    .what = Det er ikkje vald nokon app som blir opna frå denne adressa hos { $tenant }.
    .now = Opne appen du ville bruke, og logg inn derfrå.
provider_off = Innlogging med { $provider } er slegen av
    .what = Hos { $tenant } kan du ikkje logge inn med { $provider } no.
    .now = Ta kontakt med brukarstøtta. Dei veit kvifor, og når du kan logge inn igjen.
extra_proof_closed = Aktiveringskoden verkar ikkje lenger
    .what = Han vart skriven feil for mange gonger.
    .now = Be om ein ny aktiveringskode hos { $tenant }.

level_low = lågt
level_substantial = betydeleg
level_high = høgt

# E-post
mail_greeting = Hei!
mail_closing = Helsing
mail_automatic = Denne e-posten er send automatisk frå Kobling, som { $tenant } bruker til innlogging. Du kan ikkje svare på han.
mail_not_me = Var det ikkje du som gjorde dette? Ta kontakt med ein gong.
mail_code = Kode for innlogging hos { $tenant }, { $time }
    .code = Koden din er:
    .use = { $minutes ->
        [one] Skriv han på sida der du loggar inn. Koden er gyldig i eitt minutt.
       *[other] Skriv han på sida der du loggar inn. Koden er gyldig i { $minutes } minutt.
    }
    .link = Du kan òg stadfeste adressa di med denne lenkja:
    .button = Stadfest adressa
mail_code_asked = Koden vart bestilt { $time }.
mail_code_asked_app = Koden vart bestilt { $time } for å logge inn i { $app }.
mail_code_from = Førespurnaden kom frå { $place }.
mail_code_ignore = Har du ikkje bede om koden? Då treng du ikkje gjere noko. Ikkje gi koden til nokon. Vi ringer eller skriv aldri og spør etter han.
mail_address_unknown = Innlogging hos { $tenant }
    .what = Nokon prøvde å logge inn hos { $tenant } med denne e-postadressa. Det var truleg deg. Adressa er ikkje registrert der, og difor får du ingen kode.
    .now = Har du ei anna jobbadresse, så prøv med den. Viss ikkje, be om at adressa di blir registrert.
    .ignore = Var det ikkje deg? Då treng du ikkje gjere noko.
mail_address_in_use = Innlogging hos { $tenant }
    .what = Nokon prøvde å logge inn hos { $tenant } med denne e-postadressa. Det var truleg deg. Adressa høyrer til ein annan tilsett, eller er i bruk med ein annan elektronisk ID. Difor får du ingen kode.
    .now = Var det deg? Ta kontakt med brukarstøtta, så hjelper dei deg.
    .link = Var det ikkje deg? Meld frå her:
    .button = Det var ikkje meg
mail_several_people = Kode for innlogging hos { $tenant }, { $time }
    .what = Nokon prøvde å logge inn hos { $tenant } med denne e-postadressa. Det var truleg deg. Fleire tilsette er registrerte med den same adressa.
    .now = For å vise kven av dei du er, treng du to kodar: koden i denne e-posten, og ein aktiveringskode som du får av arbeidsgivaren. Har du ikkje fått han, så be om ein.
    .ignore = Var det ikkje deg? Då treng du ikkje gjere noko.
mail_refused = Innlogging hos { $tenant }
mail_linked = Ny innlogging på kontoen din
    .what = { $eid } vart kopla til kontoen din { $time }, i ei innlogging hos { $tenant }. Heretter kan du logge inn med den.
mail_app_link_made = Kontoen din blir no brukt hos { $tenant }
    .what = Kontoen din gir deg no tilgang hos { $tenant }.
mail_app_link_moved = Tilgangen din hos { $tenant } er flytta
    .what = Tilgangen hos { $tenant } er flytta til ein annan konto eller eit anna tilsettnummer. Du er logga ut av appane der.
mail_eid_replaced = Den elektroniske ID-en på kontoen din er bytt ut
    .what = Den elektroniske ID-en på kontoen din er bytt ut med ein ny. Den gamle verkar ikkje lenger her.
mail_eid_moved = Ein elektronisk ID er flytta frå kontoen din
    .what = { $eid } vart flytta frå denne kontoen til ein annan konto { $time }, i ei innlogging hos { $tenant }. Du kan ikkje lenger logge inn på denne kontoen med han.
mail_address_pending = { $tenant } har fått ei ny e-postadresse for deg
    .what = HR-systemet hos { $tenant } har registrert adressa { $address } på deg. Du loggar inn som før, og appane bruker adressa du har no, til den nye er stadfesta.
mail_address_added = Ny adresse på kontoen din
    .what = Adressa { $address } er lagd til på kontoen din.
mail_account_detached = Kontoen din er kopla frå { $tenant }
    .what = Kontoen din gir ikkje lenger tilgang hos { $tenant }. Kontoen finst framleis.
mail_invited = Logg inn hos { $tenant } for første gong
    .what = { $tenant } har gjort klar ei innlogging til deg.
    .now = Opne sida nedanfor og logg inn med den elektroniske ID-en din. Første gongen får du ein kode til denne adressa, som du skriv inn på sida.
    .button = Logg inn
    .ignore = Er du ikkje den dette gjeld, kan du sjå bort frå denne e-posten. Ingenting skjer før nokon loggar inn.
mail_approval_given = Tilgangen din er godkjend
    .what = Du kan no logge inn hos { $tenant }.
    .link = Logg inn her:
    .button = Logg inn
mail_approval_refused = Tilgangen din vart ikkje godkjend
    .what = Ein ansvarleg hos { $tenant } har avslått tilgangen din.
    .reason = Grunngiving: { $reason }
    .now = Ta kontakt viss du meiner at det er feil.
mail_not_me_reported = Innlogginga er stoppa
    .what = Du melde frå om at du ikkje bad om å logge inn. Koden og lenkja verkar ikkje lenger, og ingen har fått tilgang.
    .now = Du treng ikkje gjere noko meir. Hender det igjen, så ta kontakt.

# Til brukarstøtta hos arbeidsgivaren
mail_admin = Sak { $reference } om innlogging ventar på dykk
    .who = Det gjeld { $person }, { $tenant }.
    .reference = Referanse: { $reference }
    .approve = Den som driftar Kobling, ser kven som ventar, og korleis det blir godkjent, med kommandoen:
    .waiting = Den som driftar Kobling, finn saka, og det som kan gjerast med ho, med kommandoen:
mail_import_held = HR-fil på vent: ville avslutta { $people_ended } av { $people } tilsette
    .what = Fila { $file } frå HR er halden tilbake. Ho ville ha avslutta { $people_ended } av { $people } tilsette, med { $employments } tilsetjingar til saman. Ingenting i ho er importert.
    .now = Sjå i rapporten kven det gjeld. Er fila feil, så send ei ny som er rett. Er ho rett, må ho godkjennast:
admin_address_wrong = Den tilsette seier at e-postadressa som er registrert, er feil. Rett ho, og be den tilsette logge inn på nytt.
admin_no_address = Den tilsette har inga e-postadresse i HR-systemet, eller e-post dit kjem i retur.
admin_address_taken = Den registrerte e-postadressa er i bruk av nokon annan. Den tilsette vart beden om å velje ei anna.
admin_disputed = HR-systemet og ei tidlegare innlogging peiker på to ulike personar. Innlogginga vart stoppa.
admin_birth_date = HR-systemet har ein annan fødselsdato enn den elektroniske ID-en. Innlogginga vart stoppa. Kontroller at dato og nummer høyrer til same person.
admin_two_records = Den tilsette er registrert to gonger. Tilgangen er flytta til tilsettnummeret som HR-systemet knyter til fødselsnummeret.
admin_link_suspended = HR-systemet har fått eit anna fødselsnummer enn det den tilsette loggar inn med. Tilgangen er stansa til de har avgjort kva som er rett.
admin_account_detached = Den tilsette kjenner ikkje kontoen, eller får ikkje lese e-post der. Kontoen er kopla frå.
admin_not_me = Nokon prøvde å logge inn med e-postadressa til den tilsette. Den tilsette melder at det var nokon annan.
admin_shared_address = Nokon prøvde å logge inn med ei e-postadresse som fleire tilsette deler, og treng aktiveringskode.
admin_approval = Den tilsette ventar på at de godkjenner tilgangen.
admin_activation = Den tilsette ventar på at de opnar tilgangen første gongen.
admin_access = Ein person utan tilknyting til dykk bed om tilgang.
admin_other_account = Ein tilsett vil bruke kontoen som er knytt til dei frå før, men han har inga innlogging: knyt dei til rett konto.
admin_number_shared = Eit nytt tilsettnummer har same fødselsnummer som ein annan tilsett, men namn og fødselsdato er ulike. Sjekk nummeret i HR-systemet.
admin_mail_rests = For mange av invitasjonane dykkar kjem i retur, så dei som står att, ventar eit døgn etter den siste returen. Kodar og varsel blir sende som før. Rett adressene i HR-systemet.

# The report of an HR import
import_file = Fil
header_in_quotes = «{ $header }»
import_sequence = Løpenummer
import_reference = Referanse
import_state = Status
import_state_checking = Fila blir kontrollert.
import_state_held = Fila er halden tilbake. Ho ville ha avslutta { $people_ended } av { $people } tilsette, med { $employments } tilsetjingar til saman. Ingenting er importert før nokon har godkjent det.
import_state_provisioning = Radene blir importerte.
import_state_done = Ferdig.
import_rows = Rader i fila
import_columns_used = Kolonnar som er brukte
import_columns_unused = Kolonnar som ikkje er brukte
import_warning = Åtvaring
import_no_address = Ingen av kolonnane er ei e-postadresse. Tilsette som er nye, får inga adresse å logge inn med.
import_ended_nobody = Ingen er avslutta, fordi rad { $line } manglar tilsettnummer. Rett eller slett rada, og send fila på nytt.
import_people_ended = Tilsette utan tilsetjing etterpå
import_employments_ended = Avslutta tilsetjingar, som ikkje stod i fila
import_employments_would_end = Tilsetjingar som ville blitt avslutta
import_line = Rad
import_outcome = Resultat
import_details = Detaljar
import_notes = Merknader
import_taken = Importert
import_changed = Endra
import_unchanged = Uendra
import_older = Nyare opplysningar finst
import_refused = Avvist
import_ended = Avslutta
import_ended_details = Stod ikkje i fila, som gjeld alle tilsette.
import_would_end = Ville blitt avslutta
import_would_end_details = Sluttdatoen er passert.
column_employment_number = Tilsettnummer
column_person_number = Person-ID
column_national_id = Fødselsnummer eller anna nasjonalt personnummer
column_birth_date = Fødselsdato
column_given_name = Førenamn
column_family_name = Etternamn
column_email = E-post
column_mailing = Utsending
column_phone = Telefon
column_department = Avdeling
column_position = Stilling
column_from = Frå
column_to = Til
column_rights = Rettar
row_no_employment_number = Rada manglar tilsettnummer.
row_employment_number_twice = Fleire rader i fila har dette tilsettnummeret, så ingen av dei er importerte.
row_wrong_national_id = Det nasjonale personnummeret er ikkje gyldig.
row_wrong_date = { $column }: Datoen kan ikkje lesast. Skriv han som 2026-03-31.
row_ends_before_it_begins = Tilsetjinga sluttar før ho begynner.
row_before_birth = { $column }: Datoen ligg før fødselsdatoen.
row_not_born = Fødselsdatoen er ikkje komen enno.
row_no_name = Rada manglar namn.
row_wrong_yes_no = { $column }: Verdien er verken ja eller nei.
row_too_long = { $column }: Teksten er for lang.
row_wrong_characters = { $column }: Teksten har teikn som ikkje kan brukast.
row_error_value = { $column }: Feltet har ein feilverdi frå reknearket, slik som #I/T.
row_wrong_cell_count = Rada har eit anna tal på felt enn overskrifta.
row_number_of_another = Det nasjonale personnummeret høyrer til ein annan tilsett.
row_person_number_of_another = Person-ID-en høyrer til ein annan tilsett.
row_dead_letter = Rada kunne ikkje behandlast. Drifta har fått melding.
note_invalid_email = E-postadressa er ikkje gyldig og er ikkje importert.
note_invalid_phone = Telefonnummeret er ikkje gyldig og er ikkje importert.
note_error_value = { $column }: Feltet har ein feilverdi frå reknearket og er ikkje importert.
note_empty_date = { $column }: Datoen er ein som system skriv for eit tomt felt, og er lesen som tomt.
note_invisible_characters = Usynlege teikn er fjerna.
note_odd_name = Namnet har teikn som namn ikkje har. Sjå om fila er lagra som UTF-8.
note_same_number = Det nasjonale personnummeret er frå før registrert på tilsettnummer { $employment }, med eit anna namn. Er det same person?
note_same_address = E-postadressa er også registrert på tilsettnummer { $employment }, som er ein annan person.
note_pending_email = Den nye e-postadressa gjeld først når den tilsette har stadfesta ho.
note_disputed = Nummeret stemmer ikkje med ei tidlegare innlogging. Saka ventar på den som administrerer brukarane.
file_unknown_feed = Fila høyrer ikkje til nokon import som er sett opp og slegen på.
file_no_sequence = Fila manglar løpenummeret som viser kva fil som er nyast.
file_older = Ei nyare fil med alle tilsette er allereie importert.
file_too_large = Fila er for stor.
file_too_large_inflated = Reknearket er for stort når det blir pakka ut.
file_too_many_rows = Fila har for mange rader.
file_too_many_columns = Fila har for mange kolonnar.
file_unknown_format = Fila er verken CSV, XLSX eller JSON-linjer.
file_encrypted = Fila er verna med passord. Lagre ho utan passord og send ho på nytt.
file_unknown_encoding = Teikna i fila kan ikkje lesast. Lagre ho som UTF-8.
file_nul_bytes = Fila har nullbyte og er ikkje ei tekstfil. Lagre ho som UTF-8.
file_broken = Fila er øydelagd frå rad { $line }.
file_broken_whole = Fila er øydelagd.
file_empty = Fila er tom.
file_no_column = Fila manglar kolonnen { $column }.
file_column_twice = Kolonnen { $column } finst fleire gonger i fila.
file_formulas = Reknearket har formlar. Lagre det med verdiar i staden.
file_declined = Fila vart avvist av ein ansvarleg, og ingenting av ho er importert.
file_gone = Fila er sletta eller bytt ut sidan, og ingenting av ho er importert. Send ho på nytt.
