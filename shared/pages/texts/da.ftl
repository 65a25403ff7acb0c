# Dansk. Klart sprog: korte sætninger, ”du”, ord som folk bruger.
# $tenant er arbejdsgiverens navn, eller meddelelsen ”employer” når den er ukendt;
# lad det derfor aldrig stå først i en sætning.

product = Kobling
employer = din arbejdsgiver
title = { $heading } – { $site }
title_failed = Fejl: { $heading } – { $site }
skip = Gå til indholdet
language_choice = Sprog
reference = Reference (til supporten)
logging_in_to = Du logger ind i { $app }
errors_heading = Ret følgende
list_or = { $first } eller { $last }
date = den { $day }. { $month ->
    [1] januar
    [2] februar
    [3] marts
    [4] april
    [5] maj
    [6] juni
    [7] juli
    [8] august
    [9] september
    [10] oktober
    [11] november
   *[12] december
} { $year }
date_time = { $date } kl. { $hour }.{ $minute }
time_of_day = kl. { $hour }.{ $minute }
ip_address = IP‑adresse { $address }

help_heading = Har du brug for hjælp?
help_ask = Spørg din leder eller supporten hos { $tenant }.
help_phone = Telefon
help_email = E‑mail
help_web = Hjemmeside

# Knapper, som flere sider bruger
continue_button = Fortsæt
send_code = Send kode
send_mail = Send e‑mail
start_again = Start forfra
try_again = Prøv igen
to_start = Til startsiden
back_to_app = Tilbage til { $app }
to_app_heading = Du er på vej til appen
to_app_lead = Siden går videre af sig selv. Sker det ikke, så tryk på knappen.
use_another_address = Brug en anden adresse

# Hvilken e-mailadresse
address_label = E‑mailadresse
address_locked_heading = Bekræft e‑mailadressen
address_locked_lead = Denne adresse er registreret på dig hos { $tenant }. Vi sender en kode til den for at tjekke, at adressen er din.
address_once = Det skal du kun gøre én gang.
address_wrong = Adressen er forkert
address_choose_heading = Hvor skal vi sende koden?
address_choose_lead = Disse adresser er registreret på dig hos { $tenant }. Vi sender en kode til den, du vælger.
address_choose_legend = Vælg adresse
address_other = En anden adresse
address_other_label = Indtast adressen
address_type_heading = Hvad er din e‑mailadresse på arbejdet?
address_type_lead = Indtast den adresse, der er registreret på dig hos { $tenant }. Du får en e‑mail, der forklarer, hvad du skal gøre.
address_none_heading = Hvilken e‑mailadresse vil du bruge?
address_none_lead = Der er ikke registreret nogen e‑mailadresse på dig hos { $tenant }. Indtast en adresse, du selv læser, så sender vi en kode til den.
address_returned_heading = E‑mails til din adresse kommer retur
address_returned_lead = { $tenant } har denne adresse registreret på dig, men e‑mails til den kommer retur:
address_returned_now = Indtast en anden adresse, du selv læser, så sender vi en kode til den. Bed { $tenant } om at rette adressen. Virker den alligevel, kan { $tenant } tillade e‑mails til den igen.
address_taken_heading = Du skal bruge en anden adresse
address_taken_lead = En anden bruger allerede denne adresse:
address_taken_now = Indtast en adresse, som kun du bruger. Vi sender en kode til den.
address_without = Jeg har ingen e‑mailadresse
address_domains = Adressen skal ende på { $domains }
error_address_empty = Indtast din e‑mailadresse
error_address_malformed = Indtast hele e‑mailadressen, for eksempel navn@eksempel.dk
error_address_letters = Indtast e‑mailadressen uden æ, ø, å og mellemrum
error_address_domain = Indtast en adresse, der ender på { $domains }

# Du har allerede en konto
account_label = Konto
use_account_heading = Du har allerede en konto
use_account_lead = Det elektroniske id, du loggede ind med, hører til denne konto. Du kan også bruge kontoen hos { $tenant }.
use_account_stays = Adressen på kontoen bliver ikke ændret.
use_account_add = Tilføj også min arbejdsadresse
use_account_add_hint = Vi sender en kode til { $address }.
use_account_button = Brug kontoen
use_account_other = Det er ikke min konto

# Arbejdsgiveren har ført dig på en anden registrering
record_moved_heading = Vi flytter din adgang
record_moved_what = Du har fået et nyt medarbejdernummer hos { $tenant }.
record_moved_now = Når du fortsætter, flytter vi din adgang til det nye medarbejdernummer. Du bliver logget ud af appsene hos { $tenant }, og vi sender en e‑mail om det til adresserne på din konto.
record_moved_wrong = Tror du, at det er en fejl, så fortsæt ikke, men kontakt supporten i stedet.

# To konti
choose_account_heading = Du har to konti
choose_account_lead = Hvilken af dem vil du bruge hos { $tenant }?
choose_account_legend = Vælg konto
choose_account_this_hint = Den konto, du er logget ind med nu. Adgangen hos { $tenant } bliver flyttet hertil, og vi sender en e‑mail til den anden konto.
choose_account_other_hint = Den konto, der bruges hos { $tenant } i dag. Du skal logge ind på den, så flytter vi dit elektroniske id dertil.
keep_account_heading = Hvilken konto vil du beholde?
keep_account_lead = Du har to konti, men kun én af dem kan give adgang hos { $tenant }.
keep_account_this_hint = Den konto, du er logget ind med nu.
keep_account_other_hint = Den konto, der bruges hos { $tenant } i dag.
keep_account_after = Vi sender en e‑mail til den anden konto. Den giver ikke længere adgang hos { $tenant }.
error_choice = Vælg en konto

# Arbejdsgiveren har knyttet dig til en konto før
existing_heading = Vi fandt din konto
existing_first = Denne konto er knyttet til dig hos { $tenant }, men endnu ikke til dit elektroniske id:
existing_replaced = Der er registreret et nyt CPR‑nummer på dig hos { $tenant }. Denne konto er stadig knyttet til det gamle nummer:
existing_code = Vi sender en kode til adressen for at tjekke, at kontoen er din.
existing_not_mine = Det er ikke min adresse
existing_unreachable = Jeg kan ikke læse e‑mails der

# Koden
code_heading = Indtast koden fra e‑mailen
code_sent = Vi har sendt en kode til denne adresse:
code_lives = { $minutes ->
    [one] Koden gælder i et minut.
   *[other] Koden gælder i { $minutes } minutter.
}
code_maybe_heading = Tjek din e‑mail
code_maybe_sent = Vi har sendt en e‑mail til denne adresse:
code_maybe_next = I e‑mailen står der, hvad du skal gøre. Er adressen registreret hos { $tenant }, får du en kode, som du indtaster her.
code_label = Kode
code_hint = 6 cifre
code_button = Bekræft koden
code_missing_heading = Har du ikke fået e‑mailen?
code_missing_hint = Det kan tage et par minutter. Se også i mappen med uønsket mail.
code_resend = Send en ny e‑mail
code_resend_at = { $seconds ->
    [one] Du kan få en ny e‑mail om et sekund.
   *[other] Du kan få en ny e‑mail om { $seconds } sekunder.
}
code_resend_now = Nu kan du få en ny e‑mail.
code_no_more = { $sent ->
    [one] Vi har sendt én e‑mail. Du kan få en ny efter { $time }.
   *[other] Vi har sendt { $sent } e‑mails. Du kan få en ny efter { $time }.
}
error_code_empty = Indtast koden fra e‑mailen
error_code_malformed = Indtast de 6 cifre i koden
error_code_wrong = { $tries ->
    [one] Koden er forkert. Du har ét forsøg tilbage.
   *[other] Koden er forkert. Du har { $tries } forsøg tilbage.
}
error_code_ended = Koden blev indtastet forkert for mange gange og gælder ikke længere. Bed om en ny.
error_code_expired = Koden er for gammel. Bed om en ny.

# Bag linket i e-mailen
link_here_heading = Bekræft e‑mailadressen
link_here_lead = Tryk på knappen for at bekræfte adressen og gå videre med dit login.
link_here_button = Bekræft adressen
link_elsewhere_heading = Indtast koden der, hvor du begyndte
link_elsewhere_lead = Du begyndte at logge ind i en anden browser eller på en anden enhed. Gå tilbage dertil, og indtast denne kode:
link_code_label = Kode
link_asked = Login blev startet { $time } fra { $place }.
link_never_share = Del ikke koden med andre. Vi beder dig aldrig om den.
link_not_me = Det var ikke mig, der bad om det
link_report_heading = Prøver nogen at bruge din adresse?
link_report_lead = Nogen prøvede at logge ind med din e‑mailadresse. De fik ikke adgang. Hvis det ikke var dig, kan du give besked her.
link_expired_heading = Linket er for gammelt
link_expired_what = Af hensyn til sikkerheden virker linket kun kort tid. Start forfra, så får du et nyt.
link_spent_heading = Linket er allerede brugt
link_spent_what = Hvert link virker kun én gang. Er du færdig med at logge ind, behøver du ikke gøre noget. Ellers kan du starte forfra.
link_stopped_heading = Linket er stoppet
link_stopped_what = Nogen har meldt, at de ikke bad om dette link. Var det dig, der ville logge ind, så start forfra.

# Trinene i et login, ved siden af det, de spørger om
clock_soon = { $minutes ->
    [one] { $time } (om et minut)
   *[other] { $time } (om { $minutes } minutter)
}
step_of = Trin { $step } af { $steps }
cancel_to_app = Annuller, og gå tilbage til { $app }
back_button = Tilbage
have_code = Jeg har allerede fået en kode
type_your_code = Skriv den kode, du har fået
code_sent_again = Vi har sendt en ny e‑mail { $time }. Brug den nyeste e‑mail: Koder i ældre e‑mails virker ikke længere.
code_resend_minutes = { $minutes ->
    [one] Du kan få en ny e‑mail om et minut.
   *[other] Du kan få en ny e‑mail om { $minutes } minutter.
}
code_resend_clock = Du kan få en ny e‑mail om { $time }.
error_resend_early = { $seconds ->
    [one] Vi har ikke sendt en ny e‑mail endnu. Du kan få en ny om et sekund.
   *[other] Vi har ikke sendt en ny e‑mail endnu. Du kan få en ny om { $seconds } sekunder.
}
error_resend_early_minutes = { $minutes ->
    [one] Vi har ikke sendt en ny e‑mail endnu. Du kan få en ny om et minut.
   *[other] Vi har ikke sendt en ny e‑mail endnu. Du kan få en ny om { $minutes } minutter.
}
error_code_stopped = Dit login er stoppet fra e‑mailen. Er det dig, der vil logge ind, så begynd forfra.
address_choose_apps = Apperne får den adresse, du bekræfter.
choose_account_other_stuck = Denne konto har ikke noget login, du kan bruge her. Vælger du den, skal supporten hjælpe dig.
asked_before = Du bad om det { $date }. Der er ikke kommet noget svar endnu.
reported_before = Du gav besked om det { $date }. Der er ikke kommet noget svar endnu.
ask_again = Spørg igen
report_again = Giv besked igen
confirm_wrong_heading = Er adressen forkert?
confirm_wrong_lead = Så beder vi { $tenant } om at rette den. Du kan ikke logge ind, før det er gjort.
confirm_wrong_button = Ja, giv besked om, at den er forkert
confirm_detach_heading = Vil du fjerne kontoen?
confirm_detach_lead = Så fjerner vi forbindelsen mellem denne konto og dig hos { $tenant }.
confirm_detach_forever = Det kan ikke fortrydes her.
confirm_detach_own = Kontoens adresse er den, der er registreret på dig hos { $tenant }. Kan du kende den, så gå tilbage:
confirm_detach_button = Fjern kontoen
confirm_detached_heading = Kan du ikke bruge kontoen?
confirm_detached_lead = Så beder vi { $tenant } om at ordne det. Du kan ikke logge ind, før det er gjort.
confirm_detached_button = Ja, giv besked
confirm_approval_heading = Vil du spørge igen?
confirm_approval_lead = Vi minder { $tenant } om, at du venter på godkendelse.
approval_waiting = Du skal vente på godkendelse
    .what = Du bad om adgang hos { $tenant } { $date }. Der er ikke kommet noget svar endnu.
    .now = Du får en e‑mail, når det er afgjort. Du kan lukke denne side.
level_too_low_ways = Du skal logge ind på en mere sikker måde
    .what = Den måde, du loggede ind på hos { $provider }, er ikke sikker nok her.
    .now = Prøv igen, og brug { $ways }.
other_account_asked = Supporten skal hjælpe dig
    .what = Den konto, du valgte, har ikke noget login, du kan bruge her. Supporten hos { $tenant } har fået besked om det. Intet er ændret.
    .now = De kontakter dig. Du kan også logge ind igen og vælge den anden konto.

# Vis, at kontoen er din
sign_in_as_heading = Vis, at kontoen er din
sign_in_as_lead = Du har allerede en måde at logge ind på denne konto. Log ind, som du plejer, så ved vi, at kontoen er din:
sign_in_as_with = Log ind med { $provider }

# Aktiveringskode
activation_heading = Indtast din aktiveringskode
activation_lead = Du skal bruge en kode fra { $tenant } for at få adgang første gang. Det er ikke den samme kode, som du fik på e‑mail.
activation_label = Aktiveringskode
activation_ask = Jeg har ingen aktiveringskode
error_activation_empty = Indtast aktiveringskoden
error_activation_wrong = { $tries ->
    [one] Aktiveringskoden er forkert. Du har ét forsøg tilbage.
   *[other] Aktiveringskoden er forkert. Du har { $tries } forsøg tilbage.
}
error_activation_ended = Aktiveringskoden gælder ikke længere: den er for gammel, eller blev indtastet forkert for mange gange. Bed om en ny.

# Ingen adgang
no_access_heading = Du har ikke adgang endnu
no_access_what = Du er logget ind med denne konto, men den er ikke knyttet til en medarbejder hos { $tenant }:
no_access_address = Din e‑mailadresse på arbejdet
no_access_hint = Indtast den adresse, der er registreret på dig hos { $tenant }. Du får en e‑mail, der forklarer, hvad du skal gøre.
no_access_more = Andre muligheder
who_is = Du er logget ind som { $name }
who_is_nameless = Du er logget ind med elektronisk ID.
who_not = Ikke dig? Log ind som en anden person
log_in_as_someone_else = Log ind som en anden person
no_access_switch = Log ind som en anden person
no_access_ask = Bed om adgang

choose_tenant_heading = Hvor arbejder du?
choose_tenant_lead = Vælg den arbejdsgiver, du vil logge ind hos.
choose_tenant_own_lead = Du har flere arbejdsgivere. Vælg den, du vil logge ind hos nu.
choose_tenant_remembered = Valget gælder, til du logger ud her. Vil du skifte før det, logger du ud og ind igen.
choose_tenant_someone_else = Jeg er en anden person
choose_tenant_search = Søg efter kommunen
choose_tenant_search_button = Søg
choose_tenant_none = Ingen arbejdsgiver hedder det. Prøv et kortere ord.

logout_heading = Vil du logge ud?
logout_lead = Du bliver logget ud her. Du kan stadig være logget ind i apps, du har åbnet: log også ud der, og luk browseren, hvis du deler maskinen med andre.
logout_button = Log ud
logout_back = Nej, tilbage

# En enhed uden browser (stempelur, skærm), som venter på, at nogen logger ind
device_code_heading = Log ind på en enhed
device_code_lead = Enheden viser en kode. Skriv den her.
device_code_label = Kode
device_code_hint = Otte bogstaver, for eksempel BCDF-GHJK.
error_device_code_empty = Skriv koden, der står på enheden.
error_device_code_unknown = Koden er forkert eller for gammel. Se på enheden, om den er skrevet rigtigt, eller hent en ny dér.
device_heading = Er det koden på enheden?
device_app_label = App
device_warning = Gå kun videre, hvis du selv vil logge ind på en enhed, som du ser foran dig. Har nogen sendt dig koden eller et link hertil, så luk siden: så prøver nogen at logge ind som dig.
device_login = Ja, log ind
device_other = Nej, skriv en anden kode
device_allow_heading = Vil du logge ind på enheden?
device_allow_lead = Du logger ind i { $app } på enheden som medarbejder hos { $tenant }.
device_person_label = Logget ind som
device_allow_button = Ja, log ind på enheden
device_deny_button = Nej

# En app fra en anden virksomhed spørger, hvad den må få at vide
consent_heading = Vil du dele dette med { $app }?
consent_lead = { $app } hører ikke til { $tenant }. Appen beder om at få at vide:
consent_sub = hvem du er (et fast nummer, som alle dine apps får), og hvem du arbejder for
consent_profile = navn, fødselsdato og lignende
consent_email = e‑mailadresse
consent_phone = telefonnummer
consent_address = postadresse
consent_employment = hvor du arbejder: afdeling og stilling
consent_rights = hvad du har ret til at gøre på arbejdet
consent_national_id = CPR‑nummer
consent_offline = Appen kan hente dette, også når du ikke er logget ind.
consent_api = at bruge { $address } på dine vegne
consent_policy = Privatlivspolitikken for { $app }
consent_hint = Du kan trække det tilbage, når du vil, under
consent_allow_button = Ja, del
consent_deny_button = Nej
consents_heading = Apps, du har sagt ja til
consents_lead = Disse apps hører ikke til din arbejdsgiver. Her trækker du tilbage, hvad du har sagt ja til. Det, de allerede har fået at vide, må du bede dem om at slette.
consents_app = { $app } ({ $tenant })
consents_none = Du har ikke sagt ja til nogen app fra andre virksomheder.
consents_logged_out = Du er ikke logget ind. Log først ind i en af dine apps, og åbn siden igen.
consents_take_back_button = Træk samtykket til { $app } tilbage

# Parts of pages, wherever they are
steps_label = Trin
step_done = færdig
summary_none = Ikke registreret
summary_add = Tilføj
summary_change = Ret
timeline_none = Der er ikke sket noget endnu.
confirmation_happens = Det sker der:
copy_button = Kopiér
copy_done = Kopieret
copy_failed = Browseren kopierede det ikke. Det er markeret nu, så du selv kan kopiere det.
select_choose = Vælg

# One’s own account
account_heading = Login og sikkerhed
account_name = Navn
account_eid = Elektronisk ID
account_mobile = Mobilnummer
account_password = Adgangskode
account_password_changed = Ændret { $date }
account_number = Kontonummer hos os
account_number_lead = Supporten kan spørge efter dette nummer. Det siger ikke noget om dig og kan ikke bruges til at logge ind.
account_recovery_heading = Din gendannelseskode
account_recovery_lead = Med denne kode kan du logge ind én gang, hvis du mister mobilen. Gem den et sted, hvor kun du kan finde den.
account_recovery_label = Gendannelseskode
account_address_heading = Ret din e‑mailadresse
account_address_step_new = Ny adresse
account_address_step_code = Kode på e‑mail
account_address_step_done = Færdig
account_address_lead = Vi sender en kode til den nye adresse. Den gamle gælder, til du har indtastet koden.
account_address_changed = E‑mailadressen er ændret
account_address_changed_next = Vi har sendt en e‑mail om det til den gamle adresse.
account_events_heading = Det er der sket
account_event_login = Login i { $app }
account_event_address = E‑mailadressen blev ændret
account_event_eid = { $provider } blev knyttet til kontoen
account_event_created = Kontoen blev oprettet for { $tenant }
account_by_you = af dig
account_by_help_desk = af supporten hos { $tenant }
account_mail_sent = Tjek din e‑mail
account_mail_sent_next = Vi har sendt et link til den nye adresse. Åbn det i denne browser.
account_password_saved = Adgangskoden er ændret
account_password_saved_next = Du er logget ud alle andre steder. Vi har sendt dig en e‑mail om ændringen.
account_one_way = Du har kun én måde at logge ind på
account_one_way_next = Mister du den, skal supporten hjælpe dig.
account_one_way_add = Tilføj en adgangsnøgle
account_eid_taken = { $provider } blev ikke knyttet til kontoen
account_eid_taken_next = Det er allerede knyttet til en anden konto. Intet er ændret.
account_others_heading = Vil du logge ud alle andre steder?
account_others_lead = Du bliver logget ud i alle andre browsere og på alle andre enheder. Her er du stadig logget ind.
account_others_button = Log ud andre steder
account_close_heading = Vil du lukke din konto?
account_close_logged_out = Du bliver logget ud af alle apps, også her.
account_close_no_login = Du kan ikke længere logge ind hos nogen arbejdsgiver med den.
account_close_told = Vi sender en e‑mail om det til alle adresser på kontoen.
account_close_forever = En konto, der er lukket, kan ikke åbnes igen.
account_close_button = Luk kontoen
account_messages_heading = Koder og beskeder
account_messages_lead = Vælg, hvordan vi skal kontakte dig.
account_mobile_hint = Med landekode, for eksempel +45 for Danmark
account_language = Sprog i beskeder
account_language_hint = På siderne vælger du sprog øverst.
account_codes_by = Hvor skal vi sende koder hen?
account_codes_by_mail = På e‑mail
account_codes_by_text = På sms
account_codes_by_text_hint = Kræver et mobilnummer.
account_tell_about = Hvad vil du have e‑mail om?
account_tell_about_hint = Vælg mindst én. Når noget ændres på kontoen, får du altid e‑mail.
account_tell_logins = Login på en ny enhed
account_tell_logins_hint = Så opdager du det, hvis en anden bruger din konto.
account_tell_apps = Nye apps, du har fået adgang til
account_save = Gem
error_mobile = Indtast et mobilnummer med landekode, som +45 og otte cifre
error_language = Vælg et sprog
error_codes_by = Vælg, hvor vi skal sende koder hen
error_tell_about = Vælg mindst én ting, du vil have e‑mail om

# Hvad der skete (.what), og hvad du gør nu (.now)
request_gone = Dit login er udløbet
    .what = Der er gået for lang tid, eller du har åbnet en gammel side.
    .now = Start forfra med at logge ind.
no_cookies = Browseren tager ikke imod cookies
    .what = Vi skal bruge en cookie for at vide, at det er dig, der logger ind, men browseren sendte ingen. Enten er de slået fra, eller også begyndte du i en anden browser.
    .now = Slå cookies til for dette websted, eller brug en anden browser. Start derefter forfra.
cancelled = Dit login blev afbrudt
    .what = Du loggede ikke ind. Intet er ændret.
    .now = Du kan prøve igen, når du vil.
upstream_failed = Dit login blev ikke gennemført
    .what = Vi fik et svar fra { $provider }, som vi ikke kunne bruge. Intet er ændret.
    .now = Prøv igen. Sker det flere gange, så kontakt supporten, og oplys referencen.
upstream_unavailable = Vi kan ikke få forbindelse til { $provider }
    .what = Uden { $provider } kan vi ikke logge dig ind.
    .now = Vent nogle minutter, og prøv igen.
level_too_low = Du skal logge ind på en mere sikker måde
    .what = Her kræves sikringsniveauet ”{ $level }”. Den måde, du loggede ind på hos { $provider }, har et lavere niveau.
    .now = Prøv igen, og vælg en mere sikker måde at logge ind på.
account_disabled = Din konto er spærret
    .what = Du kan ikke logge ind med denne konto.
    .now = Kontakt supporten. De kan fortælle dig hvorfor.
suspended = Din adgang er sat på pause
    .what = Du har ikke adgang hos { $tenant } lige nu.
    .now = Kontakt supporten, hvis du mener, at det er en fejl.
not_begun = Du kan ikke logge ind endnu
    .what = Din første arbejdsdag hos { $tenant } er registreret som { $date }.
    .now = Log ind fra og med den dag. Er datoen forkert? Kontakt din leder.
ended = Din adgang er ophørt
    .what = Din sidste arbejdsdag hos { $tenant } er registreret som { $date }.
    .now = Er datoen forkert? Kontakt din leder.
disputed = Vi kan ikke logge dig ind nu
    .what = Det, der er registreret om dig hos { $tenant }, passer ikke med et tidligere login. Derfor stopper vi her. Intet er ændret.
    .now = Supporten har fået besked og skal rette det. Kontakt dem, hvis det haster.
birth_date_differs = Vi kan ikke logge dig ind nu
    .what = Den fødselsdato, der er registreret hos { $tenant }, er en anden end den, dit eID oplyser. Derfor stopper vi her. Intet er ændret.
    .now = Supporten har fået besked og skal rette det. Kontakt dem, hvis det haster.
link_suspended = Din adgang skal tjekkes
    .what = Det CPR‑nummer, der er registreret på dig hos { $tenant }, er et andet end det, du logger ind med. Derfor har vi stoppet adgangen.
    .now = Supporten har fået besked og skal rette det. Kontakt dem, hvis det haster.
approval_pending = Du skal vente på godkendelse
    .what = Supporten hos { $tenant } skal godkende din adgang og har fået besked.
    .now = Du får en e‑mail, når det er gjort. Du kan lukke denne side.
approval_refused = Adgangen blev ikke godkendt
    .what = En ansvarlig hos { $tenant } har sagt nej.
    .now = Kontakt supporten, hvis du mener, at det er en fejl.
activation_required = Din adgang er ikke åbnet endnu
    .what = Supporten hos { $tenant } skal åbne din adgang første gang og har fået besked.
    .now = Du får en e‑mail, når det er gjort. Du kan lukke denne side.
address_reported = Tak for din besked
    .what = Supporten hos { $tenant } har fået besked om at rette din adresse.
    .now = Log ind igen, når adressen er rettet. Kontakt supporten, hvis det haster.
access_asked = Vi har bedt om adgang for dig
    .what = Supporten hos { $tenant } har fået besked.
    .now = De kontakter dig. Hører du ikke fra dem, så spørg dem, og oplys referencen.
detach_asked = Tak for din besked
    .what = Supporten hos { $tenant } har fået besked om, at du ikke kan bruge kontoen.
    .now = Når de har rettet det, kan du logge ind igen. Kontakt supporten, hvis det haster.
account_not_mine = Kender du ikke kontoen?
    .what = Det elektroniske id, du loggede ind med, er knyttet til denne konto. Intet er ændret.
    .now = Loggede du ind med et forkert id, så start forfra med dit eget. Er det dit id, men kender du ikke kontoen, så kontakt supporten med det samme.
too_many_sends = Vi har sendt mange e‑mails. Vent lidt.
    .what = { $sent ->
        [one] Vi har allerede sendt én e‑mail.
       *[other] Vi har allerede sendt { $sent } e‑mails.
    } Se også i mappen med uønsket mail.
    .now = Du kan få en ny efter { $time }.
too_many_tries = For mange forkerte koder
    .what = Koden er indtastet forkert for mange gange, og vi har stoppet for at beskytte din konto.
    .now = Du kan prøve igen efter { $time }.
changed_meanwhile = Noget blev ændret, mens du loggede ind
    .what = Oplysningerne om dig er ikke de samme, som da du begyndte. Vi har ikke gemt noget.
    .now = Start forfra, så bruger vi de nye oplysninger.
unknown_client = Vi kender ikke denne app
    .what = Du kom hertil fra en app, som ikke er registreret hos os.
    .now = Gå tilbage til appen, og prøv igen. Hjælper det ikke, så kontakt supporten.
unregistered_redirect = Appen er ikke sat rigtigt op
    .what = Appen bad os sende dig til en adresse, som ikke er registreret. Af hensyn til din sikkerhed gør vi det ikke.
    .now = Kontakt supporten, og oplys referencen.
invalid_request = Du kunne ikke logge ind
    .what = Appen sendte os noget, vi ikke kan bruge.
    .now = Gå tilbage til appen, og prøv igen. Hjælper det ikke, så kontakt supporten.
app_not_enabled = Appen er ikke taget i brug
    .what = Medarbejdere hos { $tenant } kan ikke logge ind i { $app } endnu.
    .now = Spørg supporten, hvornår den bliver taget i brug.
tenant_unknown = Vi kan ikke finde arbejdsgiveren
    .what = Vi kan ikke finde nogen arbejdsgiver på denne adresse.
    .now = Tjek, at adressen er skrevet rigtigt, eller brug det link, du har fået på arbejdet.
tenant_suspended = Login er lukket
    .what = Ingen kan logge ind hos { $tenant } lige nu.
    .now = Kontakt supporten, hvis du vil vide mere.
not_found = Vi kan ikke finde siden
    .what = Adressen kan være indtastet forkert, eller siden findes ikke længere.
    .now = Gå til startsiden, eller åbn den app, du ville bruge.
method_not_allowed = Siden kan ikke åbnes på den måde
    .what = Siden er et trin i et login og virker ikke alene.
    .now = Start forfra med at logge ind.
bad_form = Vi kunne ikke tage imod formularen
    .what = Siden var åben for længe, eller formularen kom fra et andet sted. Intet er gemt.
    .now = Start forfra.
too_large = Det, du sendte, er for stort
    .what = Vi tog ikke imod det. Intet er gemt.
    .now = Gå tilbage, og prøv igen med kortere tekst.
busy = Der er mange, der logger ind nu
    .what = Vi nåede ikke at behandle dit login. Intet er ændret.
    .now = Vent lidt, og prøv igen.
internal = Noget gik galt hos os
    .what = Fejlen ligger hos os, ikke hos dig.
    .now = Prøv igen. Sker det flere gange, så kontakt supporten, og oplys referencen.
logged_out = Du er logget ud
    .what = Dit login er afsluttet.
    .now = Deler du computer med andre, så luk også browseren.
device_allowed = Enheden bliver logget ind
    .what = Du har sagt ja til at logge ind på enheden.
    .now = Gå tilbage til enheden. Denne side kan du lukke.
device_denied = Enheden blev ikke logget ind
    .what = Du fuldførte ikke dit login. Enheden får ikke at vide, hvem du er.
    .now = Var det en anden, der gav dig koden, så giv besked til supporten hos { $tenant }.
device_gone = Koden gælder ikke længere
    .what = Den er brugt, eller der er gået for lang tid.
    .now = Hent en ny kode på enheden, og begynd forfra.
stopped_by_you = Vi har stoppet dette login
    .what = Koden og linket gælder ikke længere. Ingen har fået adgang.
    .now = Du behøver ikke gøre mere. Sker det igen, så kontakt supporten.
already_done = Det er allerede gjort
    .what = Du er færdig med dette trin.
    .now = Gå videre med dit login.
no_start_app = Her er ingen app at åbne
    .what = Hos { $tenant } er der ikke valgt nogen app, som åbnes fra denne adresse.
    .now = Åbn den app, du ville bruge, og log ind derfra.
provider_off = Login med { $provider } er slået fra
    .what = Hos { $tenant } kan du ikke logge ind med { $provider } lige nu.
    .now = Kontakt supporten. De ved hvorfor, og hvornår du kan logge ind igen.
extra_proof_closed = Aktiveringskoden gælder ikke længere
    .what = Den blev indtastet forkert for mange gange.
    .now = Bed om en ny aktiveringskode hos { $tenant }.

level_low = lav
level_substantial = betydelig
level_high = høj

# E-mail
mail_greeting = Hej!
mail_closing = Venlig hilsen
mail_automatic = Denne e-mail er sendt automatisk fra Kobling, som { $tenant } bruger til login. Du kan ikke svare på den.
mail_not_me = Var det ikke dig, der gjorde det? Kontakt supporten med det samme.
mail_code = Kode til login hos { $tenant }, { $time }
    .code = Din kode er:
    .use = { $minutes ->
        [one] Indtast den på siden, hvor du logger ind. Koden gælder i et minut.
       *[other] Indtast den på siden, hvor du logger ind. Koden gælder i { $minutes } minutter.
    }
    .link = Du kan også bekræfte din adresse med dette link:
    .button = Bekræft adressen
mail_code_asked = Koden blev bestilt { $time }.
mail_code_asked_app = Koden blev bestilt { $time } for at logge ind i { $app }.
mail_code_from = Anmodningen kom fra { $place }.
mail_code_ignore = Har du ikke bedt om koden? Så behøver du ikke gøre noget. Del ikke koden med andre. Vi beder dig aldrig om den i telefonen eller i en besked.
mail_address_unknown = Login hos { $tenant }
    .what = Nogen prøvede at logge ind hos { $tenant } med denne e-mailadresse. Det var sandsynligvis dig. Adressen er ikke registreret der, og derfor får du ingen kode.
    .now = Har du en anden arbejdsadresse, så prøv med den. Ellers kan du bede om, at din adresse bliver registreret.
    .ignore = Var det ikke dig? Så behøver du ikke gøre noget.
mail_address_in_use = Login hos { $tenant }
    .what = Nogen prøvede at logge ind hos { $tenant } med denne e-mailadresse. Det var sandsynligvis dig. Adressen tilhører en anden medarbejder eller bruges med et andet elektronisk id. Derfor får du ingen kode.
    .now = Var det dig? Kontakt supporten, så hjælper de dig.
    .link = Var det ikke dig? Giv besked her:
    .button = Det var ikke mig
mail_several_people = Kode til login hos { $tenant }, { $time }
    .what = Nogen prøvede at logge ind hos { $tenant } med denne e-mailadresse. Det var sandsynligvis dig. Flere medarbejdere er registreret med den samme adresse.
    .now = For at vise, hvem af dem du er, skal du bruge to koder: koden i denne e-mail og en aktiveringskode, som du får af arbejdsgiveren. Har du ikke fået den, så bed om en.
    .ignore = Var det ikke dig? Så behøver du ikke gøre noget.
mail_refused = Login hos { $tenant }
mail_linked = Nyt login på din konto
    .what = { $eid } blev knyttet til din konto { $time } ved et login hos { $tenant }. Fra nu af kan du logge ind på den måde.
mail_app_link_made = Din konto bruges nu hos { $tenant }
    .what = Din konto giver dig nu adgang hos { $tenant }.
mail_app_link_moved = Din adgang hos { $tenant } er flyttet
    .what = Adgangen hos { $tenant } er flyttet til en anden konto eller et andet medarbejdernummer. Du er logget ud af appsene der.
mail_eid_replaced = Det elektroniske id på din konto er skiftet ud
    .what = Det elektroniske id på din konto er skiftet ud med et nyt. Det gamle virker ikke længere her.
mail_eid_moved = Et elektronisk id er flyttet fra din konto
    .what = { $eid } blev flyttet fra denne konto til en anden konto { $time } ved et login hos { $tenant }. Du kan ikke længere logge ind på denne konto med det.
mail_address_pending = { $tenant } har fået en ny e-mailadresse til dig
    .what = HR-systemet hos { $tenant } har registreret adressen { $address } på dig. Du logger ind som før, og dine apps bruger den adresse, du har nu, indtil den nye er bekræftet.
mail_address_added = Ny adresse på din konto
    .what = Adressen { $address } er føjet til din konto.
mail_account_detached = Din konto er ikke længere knyttet til { $tenant }
    .what = Din konto giver ikke længere adgang hos { $tenant }. Kontoen findes stadig.
mail_invited = Log ind hos { $tenant } for første gang
    .what = { $tenant } har gjort et login klar til dig.
    .now = Åbn siden nedenfor, og log ind med dit elektroniske id. Første gang får du en kode til denne adresse, som du indtaster på siden.
    .button = Log ind
    .ignore = Hvis det ikke gælder dig, kan du se bort fra denne e-mail. Der sker intet, før nogen logger ind.
mail_approval_given = Din adgang er godkendt
    .what = Du kan nu logge ind hos { $tenant }.
    .link = Log ind her:
    .button = Log ind
mail_approval_refused = Din adgang blev ikke godkendt
    .what = En ansvarlig hos { $tenant } har sagt nej til din adgang.
    .reason = Begrundelse: { $reason }
    .now = Kontakt supporten, hvis du mener, at det er en fejl.
mail_not_me_reported = Dette login er stoppet
    .what = Du meldte, at du ikke bad om at logge ind. Koden og linket gælder ikke længere, og ingen har fået adgang.
    .now = Du behøver ikke gøre mere. Sker det igen, så kontakt supporten.

# Til supporten hos arbejdsgiveren
mail_admin = Sag { $reference } om login venter på jer
    .who = Det gælder { $person }, { $tenant }.
    .reference = Reference: { $reference }
    .approve = Den, der driver Kobling, ser, hvem der venter, og hvordan det godkendes, med kommandoen:
    .waiting = Den, der driver Kobling, finder sagen, og hvad der kan gøres med den, med kommandoen:
mail_import_held = HR-fil venter: ville afslutte { $people_ended } af { $people } ansatte
    .what = Filen { $file } fra HR holdes tilbage. Den ville have afsluttet { $people_ended } af { $people } ansatte, med { $employments } ansættelser i alt. Intet i den er importeret.
    .now = Se i rapporten, hvem det gælder. Er filen forkert, så send en ny, der er rigtig. Er den rigtig, skal den godkendes:
admin_address_wrong = Medarbejderen siger, at den registrerede e-mailadresse er forkert. Ret den, og bed medarbejderen om at logge ind igen.
admin_no_address = Medarbejderen har ingen e-mailadresse i HR-systemet, eller e-mails dertil kommer retur.
admin_address_taken = Den registrerede e-mailadresse bruges af en anden. Medarbejderen blev bedt om at vælge en anden.
admin_disputed = HR-systemet og et tidligere login peger på to forskellige personer. Dette login blev stoppet.
admin_birth_date = HR-systemet har en anden fødselsdato end det elektroniske ID. Dette login blev stoppet. Kontrollér, at dato og nummer hører til samme person.
admin_two_records = Medarbejderen er registreret to gange. Adgangen er flyttet til det medarbejdernummer, som HR-systemet knytter til CPR-nummeret.
admin_link_suspended = HR-systemet har fået et andet CPR-nummer end det, medarbejderen logger ind med. Adgangen er stoppet, indtil I har afgjort, hvad der er rigtigt.
admin_account_detached = Medarbejderen kender ikke kontoen eller kan ikke læse e-mails der. Kontoen er koblet fra.
admin_not_me = Nogen prøvede at logge ind med medarbejderens e-mailadresse. Medarbejderen melder, at det var en anden.
admin_shared_address = Nogen prøvede at logge ind med en e-mailadresse, som flere medarbejdere deler, og har brug for en aktiveringskode.
admin_approval = Medarbejderen venter på, at I godkender adgangen.
admin_activation = Medarbejderen venter på, at I åbner adgangen første gang.
admin_access = En person uden tilknytning til jer beder om adgang.
admin_other_account = En ansat vil bruge den konto, der allerede er knyttet til dem, men den har ikke noget login: Knyt dem til den rigtige konto.
admin_number_shared = Et nyt medarbejdernummer har samme CPR-nummer som en anden ansat, men navn og fødselsdato er forskellige. Kontrollér nummeret i HR-systemet.
admin_mail_rests = For mange af jeres invitationer kommer retur, så de resterende venter et døgn efter den seneste retur. Koder og meddelelser sendes som før. Ret adresserne i HR-systemet.

# The report of an HR import
import_file = Fil
header_in_quotes = »{ $header }«
import_sequence = Løbenummer
import_reference = Reference
import_state = Status
import_state_checking = Filen kontrolleres.
import_state_held = Filen holdes tilbage. Den ville have afsluttet { $people_ended } af { $people } ansatte, med { $employments } ansættelser i alt. Intet er importeret, før nogen har godkendt det.
import_state_provisioning = Rækkerne importeres.
import_state_done = Færdig.
import_rows = Rækker i filen
import_columns_used = Kolonner, der er brugt
import_columns_unused = Kolonner, der ikke er brugt
import_warning = Advarsel
import_no_address = Ingen af kolonnerne er en e-mailadresse. Ansatte, der er nye, får ingen adresse at logge ind med.
import_ended_nobody = Ingen er afsluttet, fordi række { $line } mangler medarbejdernummer. Ret eller slet rækken, og send filen igen.
import_people_ended = Ansatte uden ansættelse bagefter
import_employments_ended = Afsluttede ansættelser, som ikke stod i filen
import_employments_would_end = Ansættelser, der ville blive afsluttet
import_line = Række
import_outcome = Resultat
import_details = Detaljer
import_notes = Bemærkninger
import_taken = Importeret
import_changed = Ændret
import_unchanged = Uændret
import_older = Nyere oplysninger findes
import_refused = Afvist
import_ended = Afsluttet
import_ended_details = Stod ikke i filen, som gælder alle ansatte.
import_would_end = Ville blive afsluttet
import_would_end_details = Slutdatoen er passeret.
column_employment_number = Medarbejdernummer
column_person_number = Person-ID
column_national_id = CPR-nummer eller andet nationalt personnummer
column_birth_date = Fødselsdato
column_given_name = Fornavn
column_family_name = Efternavn
column_email = E-mail
column_mailing = Udsendelse
column_phone = Telefon
column_department = Afdeling
column_position = Stilling
column_from = Fra
column_to = Til
column_rights = Rettigheder
row_no_employment_number = Rækken mangler medarbejdernummer.
row_employment_number_twice = Flere rækker i filen har dette medarbejdernummer, så ingen af dem er importeret.
row_wrong_national_id = Det nationale personnummer er ikke gyldigt.
row_wrong_date = { $column }: Datoen kan ikke læses. Skriv den som 2026-03-31.
row_ends_before_it_begins = Ansættelsen slutter, før den begynder.
row_before_birth = { $column }: Datoen ligger før fødselsdatoen.
row_not_born = Fødselsdatoen er ikke kommet endnu.
row_no_name = Rækken mangler navn.
row_wrong_yes_no = { $column }: Værdien er hverken ja eller nej.
row_too_long = { $column }: Teksten er for lang.
row_wrong_characters = { $column }: Teksten har tegn, som ikke kan bruges.
row_error_value = { $column }: Feltet har en fejlværdi fra regnearket, for eksempel #I/T.
row_wrong_cell_count = Rækken har et andet antal felter end overskriften.
row_number_of_another = Det nationale personnummer tilhører en anden ansat.
row_person_number_of_another = Person-ID'et tilhører en anden ansat.
row_dead_letter = Rækken kunne ikke behandles. Driften har fået besked.
note_invalid_email = E-mailadressen er ikke gyldig og er ikke importeret.
note_invalid_phone = Telefonnummeret er ikke gyldigt og er ikke importeret.
note_error_value = { $column }: Feltet har en fejlværdi fra regnearket og er ikke importeret.
note_empty_date = { $column }: Datoen er en, som systemer skriver for et tomt felt, og er læst som tomt.
note_invisible_characters = Usynlige tegn er fjernet.
note_odd_name = Navnet har tegn, som navne ikke har. Se, om filen er gemt som UTF-8.
note_same_number = Det nationale personnummer er i forvejen registreret på medarbejdernummer { $employment }, med et andet navn. Er det samme person?
note_same_address = E-mailadressen er også registreret på medarbejdernummer { $employment }, som er en anden person.
note_pending_email = Den nye e-mailadresse gælder først, når den ansatte har bekræftet den.
note_disputed = Nummeret stemmer ikke med et tidligere login. Sagen venter på den, som administrerer brugerne.
file_unknown_feed = Filen hører ikke til en import, der er sat op og slået til.
file_no_sequence = Filen mangler det løbenummer, der viser, hvilken fil der er nyest.
file_older = En nyere fil med alle ansatte er allerede importeret.
file_too_large = Filen er for stor.
file_too_large_inflated = Regnearket er for stort, når det pakkes ud.
file_too_many_rows = Filen har for mange rækker.
file_too_many_columns = Filen har for mange kolonner.
file_unknown_format = Filen er hverken CSV, XLSX eller JSON-linjer.
file_encrypted = Filen er beskyttet med adgangskode. Gem den uden adgangskode, og send den igen.
file_unknown_encoding = Tegnene i filen kan ikke læses. Gem den som UTF-8.
file_nul_bytes = Filen har nulbyte og er ikke en tekstfil. Gem den som UTF-8.
file_broken = Filen er ødelagt fra række { $line }.
file_broken_whole = Filen er ødelagt.
file_empty = Filen er tom.
file_no_column = Filen mangler kolonnen { $column }.
file_column_twice = Kolonnen { $column } findes flere gange i filen.
file_formulas = Regnearket har formler. Gem det med værdier i stedet.
file_declined = Filen blev afvist af en ansvarlig, og intet af den er importeret.
file_gone = Filen er slettet eller udskiftet siden, og intet af den er importeret. Send den igen.
