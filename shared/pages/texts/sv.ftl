# Svenska. Klarspråk: korta meningar, ”du”, ord som folk använder.
# $tenant är arbetsgivarens namn, eller meddelandet ”employer” när den är okänd;
# låt det därför aldrig stå först i en mening.

product = Kobling
employer = din arbetsgivare
title = { $heading } – { $site }
title_failed = Fel: { $heading } – { $site }
skip = Hoppa till innehållet
language_choice = Språk
reference = Referens (till supporten)
logging_in_to = Du loggar in i { $app }
errors_heading = Det här behöver rättas
list_or = { $first } eller { $last }
date = den { $day } { $month ->
    [1] januari
    [2] februari
    [3] mars
    [4] april
    [5] maj
    [6] juni
    [7] juli
    [8] augusti
    [9] september
    [10] oktober
    [11] november
   *[12] december
} { $year }
date_time = { $date } kl. { $hour }.{ $minute }
time_of_day = kl. { $hour }.{ $minute }
ip_address = IP‑adress { $address }

help_heading = Behöver du hjälp?
help_ask = Fråga din chef eller supporten hos { $tenant }.
help_phone = Telefon
help_email = E‑post
help_web = Webbplats

# Knappar som flera sidor använder
continue_button = Fortsätt
send_code = Skicka kod
send_mail = Skicka mejl
start_again = Börja om
try_again = Försök igen
to_start = Till startsidan
back_to_app = Tillbaka till { $app }
to_app_heading = Du är på väg till appen
to_app_lead = Sidan går vidare av sig själv. Händer det inte, tryck på knappen.
use_another_address = Använd en annan adress

# Vilken e-postadress
address_label = E‑postadress
address_locked_heading = Bekräfta e‑postadressen
address_locked_lead = Det här är adressen som { $tenant } har registrerat för dig. Vi skickar en kod dit för att kontrollera att adressen är din.
address_once = Det här behöver du bara göra en gång.
address_wrong = Adressen är fel
address_choose_heading = Vart ska vi skicka koden?
address_choose_lead = Det här är adresserna som { $tenant } har registrerat för dig. Vi skickar en kod till den du väljer.
address_choose_legend = Välj adress
address_other = En annan adress
address_other_label = Skriv adressen
address_type_heading = Vilken är din e‑postadress på jobbet?
address_type_lead = Skriv adressen som { $tenant } har registrerat för dig. Du får ett mejl som förklarar hur du går vidare.
address_none_heading = Vilken e‑postadress vill du använda?
address_none_lead = Det finns ingen e‑postadress registrerad för dig hos { $tenant }. Skriv en adress som du själv läser, så skickar vi en kod dit.
address_returned_heading = E‑post till din adress kommer i retur
address_returned_lead = { $tenant } har registrerat den här adressen för dig, men e‑post dit kommer i retur:
address_returned_now = Skriv en annan adress som du själv läser, så skickar vi en kod dit. Be { $tenant } att rätta adressen. Om den ändå fungerar kan { $tenant } tillåta e‑post dit igen.
address_taken_heading = Du behöver använda en annan adress
address_taken_lead = Någon annan använder redan den här adressen:
address_taken_now = Skriv en adress som bara du använder. Vi skickar en kod dit.
address_without = Jag har ingen e‑postadress
address_domains = Adressen ska sluta på { $domains }
error_address_empty = Skriv din e‑postadress
error_address_malformed = Skriv hela e‑postadressen, till exempel namn@exempel.se
error_address_letters = Skriv e‑postadressen utan å, ä, ö och mellanslag
error_address_domain = Skriv en adress som slutar på { $domains }

# Du har redan ett konto
account_label = Konto
use_account_heading = Du har redan ett konto
use_account_lead = E‑legitimationen som du loggade in med hör till det här kontot. Du kan använda kontot även hos { $tenant }.
use_account_stays = Kontots adress ändras inte.
use_account_add = Lägg också till min adress på jobbet
use_account_add_hint = Vi skickar en kod till { $address }.
use_account_button = Använd kontot
use_account_other = Det här är inte mitt konto

# Arbetsgivaren har fört dig på en annan post
record_moved_heading = Vi flyttar din behörighet
record_moved_what = Du har fått ett nytt anställningsnummer hos { $tenant }.
record_moved_now = När du fortsätter flyttar vi din behörighet till det nya anställningsnumret. Du loggas ut från apparna hos { $tenant }, och vi mejlar om det till adresserna på ditt konto.
record_moved_wrong = Om du tror att det är fel ska du inte fortsätta. Kontakta i stället supporten.

# Två konton
choose_account_heading = Du har två konton
choose_account_lead = Vilket av dem vill du använda hos { $tenant }?
choose_account_legend = Välj konto
choose_account_this_hint = Kontot som du är inloggad med nu. Behörigheten hos { $tenant } flyttas hit och vi skickar ett mejl till det andra kontot.
choose_account_other_hint = Kontot som används hos { $tenant } i dag. Du behöver logga in på det, så flyttar vi din e‑legitimation dit.
keep_account_heading = Vilket konto vill du behålla?
keep_account_lead = Du har två konton, men bara ett av dem kan ge behörighet hos { $tenant }.
keep_account_this_hint = Kontot som du är inloggad med nu.
keep_account_other_hint = Kontot som används hos { $tenant } i dag.
keep_account_after = Vi skickar ett mejl till det andra kontot. Det ger inte längre behörighet hos { $tenant }.
error_choice = Välj ett konto

# Arbetsgivaren har kopplat dig till ett konto tidigare
existing_heading = Vi hittade ditt konto
existing_first = Det här kontot hör till dig hos { $tenant }, men är inte kopplat till din e‑legitimation ännu:
existing_replaced = Ett nytt personnummer är registrerat på dig hos { $tenant }. Det här kontot är fortfarande kopplat till det gamla numret:
existing_code = Vi skickar en kod till adressen för att kontrollera att kontot är ditt.
existing_not_mine = Det är inte min adress
existing_unreachable = Jag kan inte läsa mejl där

# Koden
code_heading = Skriv in koden från mejlet
code_sent = Vi har skickat en kod till den här adressen:
code_lives = { $minutes ->
    [one] Koden gäller i en minut.
   *[other] Koden gäller i { $minutes } minuter.
}
code_maybe_heading = Titta i din inkorg
code_maybe_sent = Vi har skickat ett mejl till den här adressen:
code_maybe_next = I mejlet står det vad du ska göra. Om adressen är registrerad hos { $tenant } får du en kod som du skriver in här.
code_label = Kod
code_hint = 6 siffror
code_button = Bekräfta koden
code_missing_heading = Har du inte fått mejlet?
code_missing_hint = Det kan ta ett par minuter. Titta också i skräpposten.
code_resend = Skicka ett nytt mejl
code_resend_at = { $seconds ->
    [one] Du kan få ett nytt mejl om en sekund.
   *[other] Du kan få ett nytt mejl om { $seconds } sekunder.
}
code_resend_now = Nu kan du få ett nytt mejl.
code_no_more = { $sent ->
    [one] Vi har skickat ett mejl. Du kan få ett nytt efter { $time }.
   *[other] Vi har skickat { $sent } mejl. Du kan få ett nytt efter { $time }.
}
error_code_empty = Skriv in koden från mejlet
error_code_malformed = Skriv in kodens 6 siffror
error_code_wrong = { $tries ->
    [one] Koden är fel. Du har ett försök kvar.
   *[other] Koden är fel. Du har { $tries } försök kvar.
}
error_code_ended = Koden skrevs fel för många gånger och gäller inte längre. Be om en ny.
error_code_expired = Koden är för gammal. Be om en ny.

# Bakom länken i mejlet
link_here_heading = Bekräfta e‑postadressen
link_here_lead = Tryck på knappen för att bekräfta adressen och gå vidare med inloggningen.
link_here_button = Bekräfta adressen
link_elsewhere_heading = Skriv in koden där du började
link_elsewhere_lead = Du började logga in i en annan webbläsare eller på en annan enhet. Gå tillbaka dit och skriv in den här koden:
link_code_label = Kod
link_asked = Inloggningen startades { $time } från { $place }.
link_never_share = Lämna inte ut koden till någon. Vi ringer eller skriver aldrig och frågar efter den.
link_not_me = Det var inte jag som bad om det här
link_report_heading = Försöker någon använda din adress?
link_report_lead = Någon försökte logga in med din e‑postadress. De fick inte åtkomst. Om det inte var du kan du meddela det här.
link_expired_heading = Länken är för gammal
link_expired_what = Av säkerhetsskäl gäller länken bara en kort stund. Börja om så får du en ny.
link_spent_heading = Länken är redan använd
link_spent_what = Varje länk gäller bara en gång. Om du är klar med inloggningen behöver du inte göra något. Annars kan du börja om.
link_stopped_heading = Länken är stoppad
link_stopped_what = Någon har meddelat att de inte bad om den här länken. Om det var du som ville logga in kan du börja om.

# Stegen i en inloggning, vid sidan av det de frågar om
clock_soon = { $minutes ->
    [one] { $time } (om en minut)
   *[other] { $time } (om { $minutes } minuter)
}
step_of = Steg { $step } av { $steps }
cancel_to_app = Avbryt och gå tillbaka till { $app }
back_button = Tillbaka
have_code = Jag har redan fått en kod
type_your_code = Skriv koden du har fått
code_sent_again = Vi skickade ett nytt mejl { $time }. Använd det nyaste mejlet: koder i äldre mejl fungerar inte längre.
code_resend_minutes = { $minutes ->
    [one] Du kan få ett nytt mejl om en minut.
   *[other] Du kan få ett nytt mejl om { $minutes } minuter.
}
code_resend_clock = Du kan få ett nytt mejl om { $time }.
error_resend_early = { $seconds ->
    [one] Vi har inte skickat något nytt mejl ännu. Du kan få ett nytt om en sekund.
   *[other] Vi har inte skickat något nytt mejl ännu. Du kan få ett nytt om { $seconds } sekunder.
}
error_resend_early_minutes = { $minutes ->
    [one] Vi har inte skickat något nytt mejl ännu. Du kan få ett nytt om en minut.
   *[other] Vi har inte skickat något nytt mejl ännu. Du kan få ett nytt om { $minutes } minuter.
}
error_code_stopped = Inloggningen har stoppats från mejlet. Är det du som vill logga in, så börja om från början.
address_choose_apps = Apparna får veta den adress som du bekräftar.
choose_account_other_stuck = Det här kontot har ingen inloggning som du kan använda här. Väljer du det måste supporten hjälpa dig.
asked_before = Du bad om det här { $date }. Det har inte kommit något svar ännu.
reported_before = Du meddelade det här { $date }. Det har inte kommit något svar ännu.
ask_again = Fråga igen
report_again = Meddela igen
confirm_wrong_heading = Är adressen fel?
confirm_wrong_lead = Då ber vi { $tenant } att rätta den. Du kan inte logga in förrän det är gjort.
confirm_wrong_button = Ja, meddela att den är fel
confirm_detach_heading = Vill du koppla bort kontot?
confirm_detach_lead = Då kopplar vi bort det här kontot från dig hos { $tenant }.
confirm_detach_forever = Det går inte att ångra här.
confirm_detach_own = Kontots adress är den som är registrerad på dig hos { $tenant }. Känner du igen den, så gå tillbaka:
confirm_detach_button = Koppla bort
confirm_detached_heading = Kan du inte använda kontot?
confirm_detached_lead = Då ber vi { $tenant } att ordna det. Du kan inte logga in förrän det är gjort.
confirm_detached_button = Ja, meddela det
confirm_approval_heading = Vill du fråga igen?
confirm_approval_lead = Vi påminner { $tenant } om att du väntar på godkännande.
approval_waiting = Du behöver vänta på godkännande
    .what = Du bad om behörighet hos { $tenant } { $date }. Det har inte kommit något svar ännu.
    .now = Du får ett mejl när det är avgjort. Du kan stänga den här sidan.
level_too_low_ways = Du behöver logga in på ett säkrare sätt
    .what = Sättet som du loggade in på hos { $provider } är inte säkert nog här.
    .now = Försök igen och använd { $ways }.
other_account_asked = Supporten måste hjälpa dig
    .what = Kontot du valde har ingen inloggning som du kan använda här. Supporten hos { $tenant } har informerats om det. Ingenting har ändrats.
    .now = De kontaktar dig. Du kan också logga in på nytt och välja det andra kontot.

# Visa att kontot är ditt
sign_in_as_heading = Visa att kontot är ditt
sign_in_as_lead = Du har redan ett sätt att logga in på det här kontot. Logga in som du brukar, så vet vi att kontot är ditt:
sign_in_as_with = Logga in med { $provider }

# Aktiveringskod
activation_heading = Skriv in din aktiveringskod
activation_lead = Du behöver en kod från { $tenant } för att få behörighet första gången. Det är inte samma kod som den du fick med mejl.
activation_label = Aktiveringskod
activation_ask = Jag har ingen aktiveringskod
error_activation_empty = Skriv in aktiveringskoden
error_activation_wrong = { $tries ->
    [one] Aktiveringskoden är fel. Du har ett försök kvar.
   *[other] Aktiveringskoden är fel. Du har { $tries } försök kvar.
}
error_activation_ended = Aktiveringskoden gäller inte längre: den är för gammal, eller skrevs fel för många gånger. Be om en ny.

# Ingen behörighet
no_access_heading = Du har inte behörighet ännu
no_access_what = Du är inloggad med det här kontot, men det är inte kopplat till någon anställd hos { $tenant }:
no_access_address = Din e‑postadress på jobbet
no_access_hint = Skriv adressen som { $tenant } har registrerat för dig. Du får ett mejl som förklarar hur du går vidare.
no_access_more = Andra möjligheter
who_is = Du är inloggad som { $name }
who_is_nameless = Du är inloggad med e‑legitimation.
who_not = Inte du? Logga in som någon annan
log_in_as_someone_else = Logga in som någon annan
no_access_switch = Logga in som en annan person
no_access_ask = Be om behörighet

choose_tenant_heading = Var arbetar du?
choose_tenant_lead = Välj arbetsgivaren som du vill logga in hos.
choose_tenant_own_lead = Du har flera arbetsgivare. Välj den som du vill logga in hos nu.
choose_tenant_remembered = Valet gäller tills du loggar ut här. Vill du byta innan dess loggar du ut och in igen.
choose_tenant_someone_else = Jag är någon annan
choose_tenant_search = Sök efter kommunen
choose_tenant_search_button = Sök
choose_tenant_none = Ingen arbetsgivare heter så. Prova ett kortare ord.

logout_heading = Vill du logga ut?
logout_lead = Du loggas ut här. Du kan fortfarande vara inloggad i appar som du har öppnat: logga ut där också, och stäng webbläsaren om du delar datorn med andra.
logout_button = Logga ut
logout_back = Nej, tillbaka

# En enhet utan webbläsare (stämpelklocka, skärm) som väntar på att någon loggar in
device_code_heading = Logga in på en enhet
device_code_lead = Enheten visar en kod. Skriv den här.
device_code_label = Kod
device_code_hint = Åtta bokstäver, till exempel BCDF-GHJK.
error_device_code_empty = Skriv koden som står på enheten.
error_device_code_unknown = Koden är fel eller för gammal. Kontrollera på enheten att den är rätt skriven, eller hämta en ny där.
device_heading = Är det här koden på enheten?
device_app_label = App
device_warning = Gå bara vidare om du själv vill logga in på en enhet som du ser framför dig. Har någon skickat koden eller en länk hit till dig, stäng sidan: då försöker någon logga in som dig.
device_login = Ja, logga in
device_other = Nej, skriv en annan kod
device_allow_heading = Vill du logga in på enheten?
device_allow_lead = Du loggar in i { $app } på enheten, som anställd hos { $tenant }.
device_person_label = Inloggad som
device_allow_button = Ja, logga in på enheten
device_deny_button = Nej

# En app från en annan organisation frågar vad den får veta
consent_heading = Vill du dela detta med { $app }?
consent_lead = { $app } hör inte till { $tenant }. Appen ber att få veta:
consent_sub = vem du är (ett fast nummer som alla dina appar får) och vem du arbetar för
consent_profile = namn, födelsedatum och liknande
consent_email = e‑postadress
consent_phone = telefonnummer
consent_address = postadress
consent_employment = var du arbetar: avdelning och befattning
consent_rights = vad du har rätt att göra på jobbet
consent_national_id = personnummer
consent_offline = Appen kan hämta detta även när du inte är inloggad.
consent_api = att använda { $address } åt dig
consent_policy = Integritetspolicyn för { $app }
consent_hint = Du kan återkalla det när du vill, under
consent_allow_button = Ja, dela
consent_deny_button = Nej
consents_heading = Appar du har sagt ja till
consents_lead = De här apparna hör inte till din arbetsgivare. Här återkallar du det du har sagt ja till. Det de redan har fått veta måste du be dem radera.
consents_app = { $app } ({ $tenant })
consents_none = Du har inte sagt ja till någon app från andra organisationer.
consents_logged_out = Du är inte inloggad. Logga först in i en av dina appar och öppna sidan igen.
consents_take_back_button = Återkalla samtycket till { $app }

# Parts of pages, wherever they are
steps_label = Steg
step_done = klart
summary_none = Inte registrerat
summary_add = Lägg till
summary_change = Ändra
timeline_none = Inget har hänt ännu.
confirmation_happens = Det här händer:
copy_button = Kopiera
copy_done = Kopierat
copy_failed = Webbläsaren kopierade det inte. Det är markerat nu, så att du kan kopiera det själv.
select_choose = Välj

# One’s own account
account_heading = Inloggning och säkerhet
account_name = Namn
account_eid = E‑legitimation
account_mobile = Mobilnummer
account_password = Lösenord
account_password_changed = Ändrat { $date }
account_number = Kontonummer hos oss
account_number_lead = Supporten kan fråga efter det här numret. Det säger inget om dig och kan inte användas för att logga in.
account_recovery_heading = Din återställningskod
account_recovery_lead = Med den här koden kan du logga in en gång om du blir av med mobilen. Förvara den där bara du hittar den.
account_recovery_label = Återställningskod
account_address_heading = Ändra din e‑postadress
account_address_step_new = Ny adress
account_address_step_code = Kod via mejl
account_address_step_done = Klart
account_address_lead = Vi skickar en kod till den nya adressen. Den gamla gäller tills du har skrivit in koden.
account_address_changed = E‑postadressen är ändrad
account_address_changed_next = Vi har mejlat om det till den gamla adressen.
account_events_heading = Det här har hänt
account_event_login = Inloggning i { $app }
account_event_address = E‑postadressen ändrades
account_event_eid = { $provider } kopplades till kontot
account_event_created = Kontot skapades för { $tenant }
account_by_you = av dig
account_by_help_desk = av supporten hos { $tenant }
account_mail_sent = Kolla din mejl
account_mail_sent_next = Vi har skickat en länk till den nya adressen. Öppna den i den här webbläsaren.
account_password_saved = Lösenordet är ändrat
account_password_saved_next = Du har loggats ut på alla andra ställen. Vi har mejlat dig om ändringen.
account_one_way = Du har bara ett sätt att logga in
account_one_way_next = Förlorar du det måste supporten hjälpa dig.
account_one_way_add = Lägg till en passnyckel
account_eid_taken = { $provider } kopplades inte till kontot
account_eid_taken_next = Den är redan kopplad till ett annat konto. Inget har ändrats.
account_others_heading = Vill du logga ut på alla andra ställen?
account_others_lead = Du loggas ut i alla andra webbläsare och på alla andra enheter. Här är du fortfarande inloggad.
account_others_button = Logga ut på andra ställen
account_close_heading = Vill du stänga ditt konto?
account_close_logged_out = Du loggas ut från alla appar, även här.
account_close_no_login = Du kan inte längre logga in hos någon arbetsgivare med det.
account_close_told = Vi mejlar om det till alla adresser på kontot.
account_close_forever = Ett konto som är stängt kan inte öppnas igen.
account_close_button = Stäng kontot
account_messages_heading = Koder och meddelanden
account_messages_lead = Välj hur vi ska nå dig.
account_mobile_hint = Med landskod, till exempel +46 för Sverige
account_language = Språk i meddelanden
account_language_hint = På sidorna väljer du språk högst upp.
account_codes_by = Vart ska vi skicka koder?
account_codes_by_mail = Via mejl
account_codes_by_text = Via sms
account_codes_by_text_hint = Kräver ett mobilnummer.
account_tell_about = Vad vill du få mejl om?
account_tell_about_hint = Välj minst ett. När något ändras på kontot får du alltid mejl.
account_tell_logins = Inloggning på en ny enhet
account_tell_logins_hint = Då märker du om någon annan använder ditt konto.
account_tell_apps = Nya appar som du har fått behörighet till
account_save = Spara
error_mobile = Skriv ett mobilnummer med landskod, som +46 och nio siffror
error_language = Välj ett språk
error_codes_by = Välj vart vi ska skicka koder
error_tell_about = Välj minst en sak som du vill få mejl om

# Vad som hände (.what) och vad du gör nu (.now)
request_gone = Inloggningen har gått ut
    .what = Det har gått för lång tid, eller så har du öppnat en gammal sida.
    .now = Börja om med inloggningen.
no_cookies = Webbläsaren tar inte emot kakor
    .what = Vi behöver en kaka (cookie) för att veta att det är du som loggar in, men webbläsaren skickade ingen. Antingen är de avstängda, eller så började du i en annan webbläsare.
    .now = Tillåt kakor för den här webbplatsen, eller använd en annan webbläsare. Börja sedan om.
cancelled = Inloggningen avbröts
    .what = Du loggade inte in. Inget har ändrats.
    .now = Du kan försöka igen när du vill.
upstream_failed = Inloggningen blev inte klar
    .what = Vi fick ett svar från { $provider } som vi inte kunde använda. Inget har ändrats.
    .now = Försök igen. Om det händer flera gånger kan du kontakta supporten och uppge referensen.
upstream_unavailable = Vi får inte kontakt med { $provider }
    .what = Utan { $provider } kan vi inte logga in dig.
    .now = Vänta några minuter och försök igen.
level_too_low = Du behöver logga in på ett säkrare sätt
    .what = Här krävs tillitsnivån ”{ $level }”. Sättet som du loggade in på hos { $provider } har en lägre nivå.
    .now = Försök igen och välj ett säkrare sätt att logga in.
account_disabled = Ditt konto är spärrat
    .what = Du kan inte logga in med det här kontot.
    .now = Kontakta supporten. De kan berätta varför.
suspended = Din behörighet är pausad
    .what = Du har inte behörighet hos { $tenant } just nu.
    .now = Kontakta supporten om du tror att det är fel.
not_begun = Du kan inte logga in ännu
    .what = Din första arbetsdag hos { $tenant } är registrerad som { $date }.
    .now = Logga in från och med den dagen. Är datumet fel? Kontakta din chef.
ended = Din behörighet har upphört
    .what = Din sista arbetsdag hos { $tenant } är registrerad som { $date }.
    .now = Är datumet fel? Kontakta din chef.
disputed = Vi kan inte logga in dig nu
    .what = Det som är registrerat om dig hos { $tenant } stämmer inte med en tidigare inloggning. Därför stannar vi här. Inget har ändrats.
    .now = Supporten är informerad och behöver rätta det. Kontakta dem om det är bråttom.
birth_date_differs = Vi kan inte logga in dig nu
    .what = Födelsedatumet som är registrerat hos { $tenant } är ett annat än det som din e‑legitimation anger. Därför stoppar vi här. Inget har ändrats.
    .now = Supporten är informerad och behöver rätta det. Kontakta dem om det är bråttom.
link_suspended = Din behörighet behöver kontrolleras
    .what = Personnumret som är registrerat på dig hos { $tenant } är ett annat än det du loggar in med. Därför har vi stoppat behörigheten.
    .now = Supporten är informerad och behöver rätta det. Kontakta dem om det är bråttom.
approval_pending = Du behöver vänta på godkännande
    .what = Supporten hos { $tenant } ska godkänna din behörighet och är informerad.
    .now = Du får ett mejl när det är klart. Du kan stänga den här sidan.
approval_refused = Behörigheten godkändes inte
    .what = En ansvarig hos { $tenant } har sagt nej.
    .now = Kontakta supporten om du tror att det är fel.
activation_required = Din behörighet är inte öppnad ännu
    .what = Supporten hos { $tenant } ska öppna din behörighet första gången och är informerad.
    .now = Du får ett mejl när det är klart. Du kan stänga den här sidan.
address_reported = Tack för att du meddelade oss
    .what = Supporten hos { $tenant } har ombetts att rätta din adress.
    .now = Logga in igen när adressen är rättad. Kontakta supporten om det är bråttom.
access_asked = Vi har bett om behörighet åt dig
    .what = Supporten hos { $tenant } är informerad.
    .now = De kontaktar dig. Om du inte hör av dem kan du fråga dem och uppge referensen.
detach_asked = Tack för att du meddelade oss
    .what = Supporten hos { $tenant } har informerats om att du inte kan använda kontot.
    .now = När de har rättat det kan du logga in igen. Kontakta supporten om det är bråttom.
account_not_mine = Känner du inte igen kontot?
    .what = E‑legitimationen som du loggade in med är kopplad till det här kontot. Inget har ändrats.
    .now = Om du loggade in med fel e‑legitimation kan du börja om med din egen. Om e‑legitimationen är din men du inte känner igen kontot ska du kontakta supporten genast.
too_many_sends = Vi har skickat många mejl. Vänta lite.
    .what = { $sent ->
        [one] Vi har redan skickat ett mejl.
       *[other] Vi har redan skickat { $sent } mejl.
    } Titta också i skräpposten.
    .now = Du kan få ett nytt efter { $time }.
too_many_tries = För många felaktiga koder
    .what = Koden har skrivits fel för många gånger, och vi har stoppat för att skydda ditt konto.
    .now = Du kan försöka igen efter { $time }.
changed_meanwhile = Något ändrades medan du loggade in
    .what = Uppgifterna om dig är inte desamma som när du började. Vi har inte sparat något.
    .now = Börja om så använder vi de nya uppgifterna.
unknown_client = Vi känner inte till den här appen
    .what = Du kom hit från en app som inte är registrerad hos oss.
    .now = Gå tillbaka till appen och försök igen. Kontakta supporten om det inte hjälper.
unregistered_redirect = Appen är inte rätt inställd
    .what = Appen bad oss skicka dig till en adress som inte är registrerad. För din säkerhet gör vi inte det.
    .now = Kontakta supporten och uppge referensen.
invalid_request = Inloggningen kunde inte starta
    .what = Appen skickade något som vi inte kan använda.
    .now = Gå tillbaka till appen och försök igen. Kontakta supporten om det inte hjälper.
app_not_enabled = Appen används inte ännu
    .what = Anställda hos { $tenant } kan inte logga in i { $app } ännu.
    .now = Fråga supporten när den börjar användas.
tenant_unknown = Vi hittar inte arbetsgivaren
    .what = Vi hittar ingen arbetsgivare på den här adressen.
    .now = Kontrollera att adressen är rätt skriven, eller använd länken som du har fått på jobbet.
tenant_suspended = Inloggningen är stängd
    .what = Ingen kan logga in hos { $tenant } just nu.
    .now = Kontakta supporten om du vill veta mer.
not_found = Vi hittar inte sidan
    .what = Adressen kan vara felskriven, eller så finns sidan inte längre.
    .now = Gå till startsidan eller öppna appen som du ville använda.
method_not_allowed = Sidan kan inte öppnas så här
    .what = Sidan är ett steg i en inloggning och fungerar inte ensam.
    .now = Börja om med inloggningen.
bad_form = Vi kunde inte ta emot formuläret
    .what = Sidan var öppen för länge, eller så kom formuläret från något annat ställe. Inget har sparats.
    .now = Börja om.
too_large = Det du skickade är för stort
    .what = Vi tog inte emot det. Inget har sparats.
    .now = Gå tillbaka och försök igen med kortare text.
busy = Det är många som loggar in nu
    .what = Vi hann inte med din inloggning. Inget har ändrats.
    .now = Vänta lite och försök igen.
internal = Något gick fel hos oss
    .what = Felet ligger hos oss, inte hos dig.
    .now = Försök igen. Om det händer flera gånger kan du kontakta supporten och uppge referensen.
logged_out = Du är utloggad
    .what = Din inloggning är avslutad.
    .now = Om du delar datorn med andra bör du stänga webbläsaren också.
device_allowed = Enheten loggas in
    .what = Du har sagt ja till att logga in på enheten.
    .now = Gå tillbaka till enheten. Den här sidan kan du stänga.
device_denied = Enheten loggades inte in
    .what = Du slutförde inte inloggningen. Enheten får inte veta vem du är.
    .now = Om någon annan gav dig koden, meddela supporten hos { $tenant }.
device_gone = Koden fungerar inte längre
    .what = Den är använd, eller så har det gått för lång tid.
    .now = Hämta en ny kod på enheten och börja om.
stopped_by_you = Vi har stoppat inloggningen
    .what = Koden och länken gäller inte längre. Ingen har fått behörighet.
    .now = Du behöver inte göra något mer. Kontakta supporten om det händer igen.
already_done = Det här är redan klart
    .what = Du har gjort det här steget.
    .now = Gå vidare med inloggningen.
no_start_app = Här finns ingen app att öppna
    .what = Hos { $tenant } har ingen valt vilken app som ska öppnas från den här adressen.
    .now = Öppna appen som du ville använda och logga in därifrån.
provider_off = Inloggning med { $provider } är avstängd
    .what = Hos { $tenant } kan du inte logga in med { $provider } just nu.
    .now = Kontakta supporten. De vet varför, och när du kan logga in igen.
extra_proof_closed = Aktiveringskoden gäller inte längre
    .what = Den skrevs fel för många gånger.
    .now = Be om en ny aktiveringskod hos { $tenant }.

level_low = låg
level_substantial = väsentlig
level_high = hög

# Mejl
mail_greeting = Hej!
mail_closing = Hälsningar
mail_automatic = Det här mejlet skickades automatiskt från Kobling, som { $tenant } använder för inloggning. Det går inte att svara på det.
mail_not_me = Var det inte du som gjorde det här? Kontakta supporten genast.
mail_code = Kod för inloggning hos { $tenant }, { $time }
    .code = Din kod är:
    .use = { $minutes ->
        [one] Skriv in den på sidan där du loggar in. Koden gäller i en minut.
       *[other] Skriv in den på sidan där du loggar in. Koden gäller i { $minutes } minuter.
    }
    .link = Du kan också bekräfta din adress med den här länken:
    .button = Bekräfta adressen
mail_code_asked = Koden beställdes { $time }.
mail_code_asked_app = Koden beställdes { $time } för inloggning i { $app }.
mail_code_from = Begäran kom från { $place }.
mail_code_ignore = Har du inte bett om koden? Då behöver du inte göra något. Lämna inte ut koden till någon. Vi ringer eller skriver aldrig och frågar efter den.
mail_address_unknown = Inloggning hos { $tenant }
    .what = Någon försökte logga in hos { $tenant } med den här e-postadressen. Det var troligen du. Adressen är inte registrerad där. Därför får du ingen kod.
    .now = Om du har en annan adress på jobbet kan du försöka med den. Annars kan du be att din adress registreras.
    .ignore = Var det inte du? Då behöver du inte göra något.
mail_address_in_use = Inloggning hos { $tenant }
    .what = Någon försökte logga in hos { $tenant } med den här e-postadressen. Det var troligen du. Adressen tillhör en annan anställd, eller används med en annan e-legitimation. Därför får du ingen kod.
    .now = Var det du? Kontakta supporten, så hjälper de dig.
    .link = Var det inte du? Meddela oss här:
    .button = Det var inte jag
mail_several_people = Kod för inloggning hos { $tenant }, { $time }
    .what = Någon försökte logga in hos { $tenant } med den här e-postadressen. Det var troligen du. Flera anställda är registrerade med samma adress.
    .now = För att visa vem av dem du är behöver du två koder: koden i det här mejlet och en aktiveringskod som du får av arbetsgivaren. Har du inte fått någon kan du be om en.
    .ignore = Var det inte du? Då behöver du inte göra något.
mail_refused = Inloggning hos { $tenant }
mail_linked = Ny inloggning på ditt konto
    .what = { $eid } kopplades till ditt konto { $time }, vid en inloggning hos { $tenant }. Du kan nu logga in på det sättet.
mail_app_link_made = Ditt konto används nu hos { $tenant }
    .what = Ditt konto ger dig nu behörighet hos { $tenant }.
mail_app_link_moved = Din behörighet hos { $tenant } har flyttats
    .what = Behörigheten hos { $tenant } har flyttats till ett annat konto eller ett annat anställningsnummer. Du har loggats ut från apparna där.
mail_eid_replaced = E-legitimationen på ditt konto har bytts ut
    .what = E-legitimationen på ditt konto har bytts ut mot en ny. Den gamla fungerar inte längre här.
mail_eid_moved = En e-legitimation har flyttats från ditt konto
    .what = { $eid } flyttades från det här kontot till ett annat konto { $time }, vid en inloggning hos { $tenant }. Du kan inte längre logga in på det här kontot med den.
mail_address_pending = { $tenant } har fått en ny e-postadress för dig
    .what = HR-systemet hos { $tenant } har registrerat adressen { $address } för dig. Du loggar in som förut, och apparna använder adressen du har nu, tills den nya är bekräftad.
mail_address_added = Ny adress på ditt konto
    .what = Adressen { $address } har lagts till på ditt konto.
mail_account_detached = Ditt konto är inte längre kopplat till { $tenant }
    .what = Ditt konto ger inte längre behörighet hos { $tenant }. Kontot finns kvar.
mail_invited = Logga in hos { $tenant } för första gången
    .what = { $tenant } har förberett en inloggning åt dig.
    .now = Öppna sidan nedan och logga in med din e-legitimation. Första gången får du en kod till den här adressen, som du skriver in på sidan.
    .button = Logga in
    .ignore = Gäller detta inte dig kan du bortse från det här mejlet. Inget händer förrän någon loggar in.
mail_approval_given = Din behörighet är godkänd
    .what = Du kan nu logga in hos { $tenant }.
    .link = Logga in här:
    .button = Logga in
mail_approval_refused = Din behörighet godkändes inte
    .what = En ansvarig hos { $tenant } har sagt nej till din behörighet.
    .reason = Skäl: { $reason }
    .now = Kontakta supporten om du tror att det är fel.
mail_not_me_reported = Inloggningen är stoppad
    .what = Du meddelade att du inte bad om att logga in. Koden och länken gäller inte längre, och ingen har fått behörighet.
    .now = Du behöver inte göra något mer. Kontakta supporten om det händer igen.

# Till supporten hos arbetsgivaren
mail_admin = Ärende { $reference } om inloggning väntar på er
    .who = Det gäller { $person }, { $tenant }.
    .reference = Referens: { $reference }
    .approve = Den som driver Kobling ser vem som väntar, och hur det godkänns, med kommandot:
    .waiting = Den som driver Kobling hittar ärendet, och vad som kan göras med det, med kommandot:
mail_import_held = HR-fil väntar: skulle avsluta { $people_ended } av { $people } anställda
    .what = Filen { $file } från HR hålls kvar. Den skulle ha avslutat { $people_ended } av { $people } anställda, med { $employments } anställningar sammanlagt. Inget i den är importerat.
    .now = Se i rapporten vilka det gäller. Är filen fel, skicka en ny som är rätt. Är den rätt måste den godkännas:
admin_address_wrong = Den anställda säger att den registrerade e-postadressen är fel. Rätta den och be den anställda logga in igen.
admin_no_address = Den anställda har ingen e-postadress i HR-systemet, eller så studsar mejl dit.
admin_address_taken = Den registrerade e-postadressen används av någon annan. Den anställda ombads välja en annan.
admin_disputed = HR-systemet och en tidigare inloggning pekar på två olika personer. Inloggningen stoppades.
admin_birth_date = HR-systemet har ett annat födelsedatum än e-legitimationen. Inloggningen stoppades. Kontrollera att datum och nummer hör till samma person.
admin_two_records = Den anställda finns registrerad två gånger. Behörigheten har flyttats till anställningsnumret som HR-systemet knyter till personnumret.
admin_link_suspended = HR-systemet har fått ett annat personnummer än det som den anställda loggar in med. Behörigheten är stoppad tills ni har bestämt vad som är rätt.
admin_account_detached = Den anställda känner inte igen kontot, eller kan inte läsa mejl där. Kontot är frånkopplat.
admin_not_me = Någon försökte logga in med den anställdas e-postadress. Den anställda säger att det var någon annan.
admin_shared_address = Någon försökte logga in med en e-postadress som flera anställda delar och behöver en aktiveringskod.
admin_approval = Den anställda väntar på att ni godkänner behörigheten.
admin_activation = Den anställda väntar på att ni öppnar behörigheten första gången.
admin_access = En person som inte är kopplad till er ber om behörighet.
admin_other_account = En anställd vill använda kontot som redan är kopplat till dem, men det har ingen inloggning: koppla dem till rätt konto.
admin_number_shared = Ett nytt anställningsnummer har samma personnummer som en annan anställd, men namn och födelsedatum skiljer sig. Kontrollera numret i HR-systemet.
admin_mail_rests = För många av era inbjudningar kommer i retur, så de som återstår väntar ett dygn efter den senaste returen. Koder och aviseringar skickas som tidigare. Rätta adresserna i HR-systemet.

# The report of an HR import
import_file = Fil
header_in_quotes = ”{ $header }”
import_sequence = Löpnummer
import_reference = Referens
import_state = Status
import_state_checking = Filen kontrolleras.
import_state_held = Filen hålls kvar. Den skulle ha avslutat { $people_ended } av { $people } anställda, med { $employments } anställningar sammanlagt. Inget importeras förrän någon har godkänt det.
import_state_provisioning = Raderna importeras.
import_state_done = Klart.
import_rows = Rader i filen
import_columns_used = Kolumner som används
import_columns_unused = Kolumner som inte används
import_warning = Varning
import_no_address = Ingen av kolumnerna är en e-postadress. Anställda som är nya får ingen adress att logga in med.
import_ended_nobody = Ingen är avslutad, eftersom rad { $line } saknar anställningsnummer. Rätta eller ta bort raden och skicka filen igen.
import_people_ended = Anställda utan anställning efteråt
import_employments_ended = Avslutade anställningar, som inte fanns i filen
import_employments_would_end = Anställningar som skulle ha avslutats
import_line = Rad
import_outcome = Resultat
import_details = Detaljer
import_notes = Anmärkningar
import_taken = Importerad
import_changed = Ändrad
import_unchanged = Oförändrad
import_older = Nyare uppgifter finns
import_refused = Avvisad
import_ended = Avslutad
import_ended_details = Fanns inte i filen, som gäller alla anställda.
import_would_end = Skulle ha avslutats
import_would_end_details = Slutdatumet har passerat.
column_employment_number = Anställningsnummer
column_person_number = Person-ID
column_national_id = Personnummer
column_birth_date = Födelsedatum
column_given_name = Förnamn
column_family_name = Efternamn
column_email = E-post
column_mailing = Utskick
column_phone = Telefon
column_department = Avdelning
column_position = Befattning
column_from = Från och med
column_to = Till och med
column_rights = Behörigheter
row_no_employment_number = Raden saknar anställningsnummer.
row_employment_number_twice = Flera rader i filen har detta anställningsnummer, så ingen av dem är importerad.
row_wrong_national_id = Personnumret är inte giltigt.
row_wrong_date = { $column }: Datumet kan inte läsas. Skriv det som 2026-03-31.
row_ends_before_it_begins = Anställningen slutar innan den börjar.
row_before_birth = { $column }: Datumet ligger före födelsedatumet.
row_not_born = Födelsedatumet har inte inträffat än.
row_no_name = Raden saknar namn.
row_wrong_yes_no = { $column }: Värdet är varken ja eller nej.
row_too_long = { $column }: Texten är för lång.
row_wrong_characters = { $column }: Texten har tecken som inte kan användas.
row_error_value = { $column }: Fältet har ett felvärde från kalkylbladet, till exempel #SAKNAS!.
row_wrong_cell_count = Raden har ett annat antal fält än rubrikraden.
row_number_of_another = Personnumret tillhör en annan anställd.
row_person_number_of_another = Person-ID:t tillhör en annan anställd.
row_dead_letter = Raden kunde inte behandlas. Driften är informerad.
note_invalid_email = E-postadressen är inte giltig och är inte importerad.
note_invalid_phone = Telefonnumret är inte giltigt och är inte importerat.
note_error_value = { $column }: Fältet har ett felvärde från kalkylbladet och är inte importerat.
note_empty_date = { $column }: Datumet är ett som system skriver för ett tomt fält och har lästs som tomt.
note_invisible_characters = Osynliga tecken har tagits bort.
note_odd_name = Namnet har tecken som namn inte har. Se efter om filen är sparad som UTF-8.
note_same_number = Personnumret är redan registrerat på anställningsnummer { $employment }, med ett annat namn. Är det samma person?
note_same_address = E-postadressen är också registrerad på anställningsnummer { $employment }, som är en annan person.
note_pending_email = Den nya e-postadressen gäller först när den anställda har bekräftat den.
note_disputed = Numret stämmer inte med en tidigare inloggning. Ärendet väntar på den som administrerar användarna.
file_unknown_feed = Filen hör inte till någon import som är inställd och påslagen.
file_no_sequence = Filen saknar löpnumret som visar vilken fil som är nyast.
file_older = En nyare fil med alla anställda är redan importerad.
file_too_large = Filen är för stor.
file_too_large_inflated = Kalkylbladet är för stort när det packas upp.
file_too_many_rows = Filen har för många rader.
file_too_many_columns = Filen har för många kolumner.
file_unknown_format = Filen är varken CSV, XLSX eller JSON-rader.
file_encrypted = Filen är skyddad med lösenord. Spara den utan lösenord och skicka den igen.
file_unknown_encoding = Tecknen i filen kan inte läsas. Spara den som UTF-8.
file_nul_bytes = Filen har nollbyte och är ingen textfil. Spara den som UTF-8.
file_broken = Filen är skadad från rad { $line }.
file_broken_whole = Filen är skadad.
file_empty = Filen är tom.
file_no_column = Filen saknar kolumnen { $column }.
file_column_twice = Kolumnen { $column } finns flera gånger i filen.
file_formulas = Kalkylbladet har formler. Spara det med värden i stället.
file_declined = Filen godkändes inte, och inget av den är importerat.
file_gone = Filen har raderats eller bytts ut sedan dess, och inget av den är importerat. Skicka den igen.
