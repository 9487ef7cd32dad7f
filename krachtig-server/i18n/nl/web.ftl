### De teksten van de pagina's, in eenvoudig Nederlands (B1). `en/web.ftl` heeft dezelfde sleutels.

## Het raamwerk

skip-link = Naar de inhoud
demo-banner = Dit is een demo. Alle mensen en gezinnen hierin zijn verzonnen.
other-language = English
sign-out = Uitloggen
bar = Hoofdmenu
bar-work = Mijn werk
bar-families = Gezinnen
bar-budget = Budget
bar-office = Kantoor
foot-about = Voor wie naast de gezinnen staat van mensen in detentie.
foot-keys = Sneltoetsen: Alt + / zoekt, Alt + G en dan W, F, B of O gaat naar een pagina.
field-optional = (mag leeg blijven)
problems = { $count ->
    [one] Er gaat 1 ding niet goed
   *[other] Er gaan { $count } dingen niet goed
}
save = Opslaan
cancel = Annuleren
more = Meer
next-page = Volgende
first-page = Naar het begin
draft-saved = Concept bewaard in dit tabblad.
draft-restored = Uw concept van daarnet staat er weer.
as-table = Toon als tabel
today = vandaag

## Als het niet goed gaat

error-not-found = Deze pagina is er niet
error-not-found-about = Misschien is het adres niet goed, of mag u dit niet zien.
error-forbidden = Dit kan zo niet
error-forbidden-about = Het formulier hoort niet bij deze sessie. Ga terug, ververs de pagina en probeer het opnieuw.
error-method = Deze pagina is alleen om iets naar toe te sturen
error-method-about = Ga terug naar het formulier en verstuur het opnieuw.
error-conflict = Iemand anders was u voor
error-conflict-about = Dit is intussen gewijzigd. Ga terug, ververs de pagina en kijk of uw wijziging nog nodig is.
error-busy = Het is even te druk
error-busy-about = Probeer het over een paar tellen opnieuw.
error-ours = Er ging iets mis
error-ours-about = Dat ligt aan ons. Probeer het later opnieuw. Gaat het nog steeds mis? Meld het bij uw beheerder.
error-request = Dit kon niet worden gedaan
error-request-about = De aanvraag klopt niet, of kan nu niet. Ga terug en probeer het opnieuw.
error-code = Foutcode { $code }
error-home = Naar het begin

## De deur

start-title = Krachtig
start-about = Vul de korte naam van uw kantoor in. U vindt die in de uitnodiging die u kreeg.
start-office = Korte naam van uw kantoor
start-office-hint = Bijvoorbeeld: exodus-haaglanden
start-go = Verder
wrong-office = Vul de korte naam van uw kantoor in: kleine letters, cijfers en streepjes.
sign-in-title = Inloggen
sign-in-email = E-mailadres
sign-in-password = Wachtwoord
sign-in-code = Code uit uw app
sign-in-recovery = Herstelcode
sign-in-recovery-hint = Alleen als u niet bij uw app kunt.
sign-in-codes = Ik gebruik een app voor codes
sign-in-go = Inloggen
sign-in-passkey = Met een passkey
sign-in-passkey-failed = Inloggen met een passkey lukte niet. Probeer het opnieuw, of gebruik uw wachtwoord.
sign-in-help = Wachtwoord kwijt? Vraag uw coördinator om een nieuwe uitnodiging.
signed-out = U bent uitgelogd.
invitation-title = Uw uitnodiging
invitation-about = Kies een wachtwoord voor uw account. Daarna bent u meteen ingelogd.
invitation-code = Code van de uitnodiging
invitation-code-hint = Deze staat achter het hekje (#) in de link die u kreeg.
invitation-password = Nieuw wachtwoord
invitation-password-hint = Minstens 12 tekens. Vier losse woorden zijn goed te onthouden.
invitation-go = Account gebruiken
wrong-invitation = Deze uitnodiging geldt niet (meer). Vraag uw coördinator om een nieuwe.

## Wat er mis is met een antwoord

wrong-day = Vul een datum in, bijvoorbeeld 24-02-2026
wrong-day-missing = Vul een datum in
wrong-amount = Vul een bedrag in, bijvoorbeeld 12,50
wrong-word = Kies iets uit de lijst
wrong-word-missing = Maak een keuze
refusal-required = Vul dit in
refusal-too_long = Deze tekst is te lang: hoogstens { $max } tekens
refusal-not_text = In deze tekst staan tekens die niet kunnen
refusal-looks_like_bsn = Hier staat een burgerservicenummer. Dat mag nergens worden vastgelegd. Haal het weg.
refusal-invalid_id = Kies iets uit de lijst
refusal-invalid_format = Dit is niet goed geschreven
refusal-in_future = Vul een datum in die niet in de toekomst ligt
refusal-too_early = Deze datum is te vroeg
refusal-out_of_range = Kies een getal van { $min } tot en met { $max }
refusal-out_of_range_plain = Dit getal kan niet
refusal-nothing = Vul een bedrag in dat meer is dan nul
refusal-unknown_word = Kies iets uit de lijst
refusal-duplicate = Dit staat er al
refusal-not_found = Dit is er niet (meer), of u mag het niet zien
refusal-stale = Iemand anders heeft dit intussen gewijzigd
refusal-already_exists = Dit bestaat al
refusal-consent_missing = Er is geen toestemming voor. Vraag eerst toestemming en leg die vast.
refusal-trajectory_closed = Dit traject is gesloten
refusal-wrong_state = Dit kan nu niet (meer)
refusal-insufficient_budget = Er is niet genoeg budget
refusal-exceeds_request = Dit is meer dan er voor deze aanvraag is
refusal-approver_excluded = U mag hier niet zelf over beslissen, want u heeft het gevraagd of de regels sluiten u uit
refusal-approver_role = De regels vragen iemand met een andere rol
refusal-refused_by_rules = De regels staan dit niet toe
refusal-outcome_missing = Niet elk doel heeft een uitkomst
refusal-approved = Het gezin heeft deze versie goedgekeurd. Maak een nieuwe versie.
refusal-tenant_inactive = In dit kantoor kan nu niemand werken
refusal-signature_refused = De handtekening klopt niet
refusal-plugin_refused = Deze regels kunnen niet worden gebruikt
refusal-older_version = Er is al een nieuwere versie
refusal-settings_refused = De instellingen passen niet bij deze regels
refusal-replay_missing = Dit is nog niet nagespeeld
refusal-same_person = Iemand anders moet dit bevestigen
refusal-last_coordinator = Het kantoor zou geen coördinator meer hebben
refusal-processing_restricted = Iemand heeft het gebruik van zijn of haar gegevens beperkt
refusal-processing_objected = Iemand heeft bezwaar gemaakt tegen dit gebruik van zijn of haar gegevens
refusal-too_late = Dit is te laat
refusal-retention_duty = Een wet verplicht om dit te bewaren
refusal-legal_hold = Dit dossier moet worden bewaard
refusal-changed_since = Dit is intussen veranderd
refusal-too_common = Dit wachtwoord is te makkelijk te raden
refusal-wrong_code = Deze code klopt niet
refusal-sign_in_refused = Dit e-mailadres en wachtwoord horen niet bij elkaar, of u mag hier nu niet inloggen
refusal-code_needed = Vul ook de code uit uw app in, en nog een keer uw wachtwoord
refusal-slow_down = U heeft te vaak geprobeerd. Wacht { $seconds } seconden.
refusal-sign_in_again = Log hiervoor opnieuw in
refusal-last_way_in = Zonder deze manier kunt u niet meer inloggen
refusal-dossier_destroyed = Dit dossier is vernietigd: er komt niets meer bij

## Het dossier

crumbs = Kruimelpad
tabs = Delen van het dossier
tab-overview = Overzicht
tab-people = Mensen
tab-needs = Behoeften en krachten
tab-plan = Doelen en acties
tab-budget = Budget
tab-partners = Verbinden
tab-story = Leren en verhaal
tab-story-title = Verhaal van het gezin
tab-timeline = Tijdlijn
family = Gezin
family-unnamed = Gezin zonder naam voor u
family-named = Gezin { $name }
family-note = Goed om te weten
badge-closed = Gesloten op { $day }
badge-step = Stap { $number } van 9
badge-late = Er is iets te laat
waits = Dit wacht
waits-nothing = Er wacht nu niets. Mooi zo.
wait-referral = Antwoord van { $name }
wait-consent = Toestemming voor { $purpose } loopt af
ends-on = Tot { $day }
sent-on = verstuurd op { $day }
due-late = Te laat: { $day }
facts = Gegevens
fact-contact = Contactpersoon
fact-children = Kinderen
fact-detainee = Gedetineerde
fact-home = Verwacht thuis
fact-place = Gemeente
fact-team = Team
fact-opened = Begonnen op
fact-budget = Nog over van het budget
team-lead = { $name } ({ $role }, leidt)
withheld = Niet voor u te zien: { $parts }.
steps = De negen stappen
step-done-on = Klaar op { $day }
step-since = Bezig sinds { $day }
step-needs-consent = Eerst toestemming nodig voor { $purpose }
step-at = Stap { $number }: { $name }
step-all-done = Alle stappen zijn klaar
do-talk = Gesprek vastleggen
do-time = Tijd schrijven
do-family = Gezin wijzigen
do-person = Persoon toevoegen
do-introduction = Introductie vastleggen
do-consent = Toestemming vastleggen
do-mapping = Samen in kaart brengen
do-goal = Doel toevoegen
do-action = Actie toevoegen
do-connection = Verbinding vastleggen
do-request = Geld aanvragen
do-learning = Les vastleggen
do-register = Gezin aanmelden
the-family = Het gezin
the-detainee = Gedetineerde
the-team = Het team
introductions = Introducties
introduction-on = Introductie op { $day }
no-persons = Er staan nog geen mensen in dit dossier.
contact-person = contactpersoon
born-on = geboren op { $day }
detained-since = in detentie sinds { $day }
home-on = verwacht thuis op { $day }
agrees-to = Stemt in met
consent-ended = { $purpose }: niet meer
lead = Leidt
since = sinds { $day }
until = tot { $day }
eco-title = Ecogram
eco-about = Het gezin met { $count ->
    [one] één persoon of partij eromheen
   *[other] { $count } personen en partijen eromheen
  }. Een dikke lijn is een sterke band, een stippellijn een losse, een rode lijn met een kruis een verbroken band.
eco-team = Begeleiding
eco-network = Eigen netwerk
eco-wall = Over de muur
eco-parties = Partijen
eco-who = Wie
eco-where = Waar
eco-what = Wat
eco-tie = Band
eco-with = met { $who }
tie-strong = sterk
tie-plain = gewoon
tie-thin = nog los
tie-broken = verbroken
levels-title = Krachten en behoeften door de tijd
levels-about = { $count ->
    [one] Eén meting
   *[other] { $count } metingen
  } van { $least } (gaat niet) tot { $most } (gaat goed). Alleen leefgebieden die het gezin koos.
levels-recorded = { $count ->
    [one] 1 niveau vastgelegd
   *[other] { $count } niveaus vastgelegd
}
domain = Leefgebied
level = Niveau
carried-by = Gedragen door
level-split = gezin { $own }, netwerk { $network }, professional { $professional }
present = Samen met { $names }
no-mappings = Er is nog niets in kaart gebracht. Dat doet u samen met het gezin, en alleen voor wat zij belangrijk vinden.
goals = Doelen van het gezin
goal-open = Loopt
no-goals = Er zijn nog geen doelen. Vraag het gezin wat zij willen bereiken.
target-on = streven: { $day }
done-on = gedaan op { $day }
tick = Gedaan
untick = Toch niet gedaan
time = Tijd
hours = { $hours } uur
no-time = Er is nog geen tijd geschreven.
connections = Verbindingen
connected = { $who } en { $with }
no-connections = Er zijn nog geen verbindingen gelegd.
budget-available = Nog beschikbaar
budget-allotted = Toegekend
budget-reserved = Gereserveerd
budget-spent = Uitgegeven
budget-taken = Uitgegeven en gereserveerd
course-title = Verloop van het budget
course-about = { $spent } uitgegeven van { $allotted }.
requests = Aanvragen
no-requests = Er is nog geen geld aangevraagd.
plans = Plannen voor het budget
plan-of = Plan voor { $amount }
plan-checked = gevolgen voor uitkering nagegaan op { $day }
plan-reviewed = teruggekeken op { $day }
plan-approvals = { $count ->
    [0] Nog geen akkoord
    [one] 1 akkoord
   *[other] { $count } keer akkoord
}
ledger = Grootboek
ledger-what = Wat
ledger-for = Waarvoor
ledger-by = Door
amount = Bedrag
day = Dag
paid-to = betaald aan { $payee }
should-pay = zou moeten betalen: { $silo }
obligations = Wat er nog moet gebeuren:
obligation-due = { $what }, uiterlijk { $day }
decided-by = Besluit volgens: { $rules }
rules-person = een mens (zonder regels van de regio)
referrals = Doorverwijzingen
no-referrals = Er is nog niet doorverwezen.
warm-handover = warme overdracht
problems-title = Problemen
no-problems = Er zijn geen problemen vastgelegd.
preexisting = was er al voor de detentie
noted-on = gezien op { $day }
solved-on = Opgelost op { $day }
obstacles = Financieringsschotten
no-obstacles = Er stond geen financiering in de weg.
days-lost = { $count ->
    [one] 1 dag verloren
   *[other] { $count } dagen verloren
}
bridged-by = overbrugd door { $by }
in-the-way = Staat in de weg
suggestions = Voorstellen
suggested-to = aan: { $party }
agenda-on = op de agenda sinds { $day }
learning = Lerend doen
no-learning = Er is nog niets opgeschreven over wat er geprobeerd is.
tried = Geprobeerd
brought = Wat het bracht
learned = Wat we leerden
no-story = Het gezin wil geen verhaal ({ $day }).
no-stories = Er is nog geen verhaal geschreven.
story-version = Versie { $number }
story-unapproved = Nog niet goedgekeurd door het gezin
story-for = Goedgekeurd voor
effects = Wat er veranderde
event-opened = Traject begonnen
event-talk = Gesprek met de gedetineerde ({ $how })
event-role-check = Rollen nagegaan ({ $count ->
    [0] niemand
    [one] 1 rol
   *[other] { $count } rollen
  })
event-introduction = Introductie bij het gezin ({ $via })
event-mapping = In kaart gebracht met het gezin ({ $count ->
    [one] 1 behoefte of kracht
   *[other] { $count } behoeften en krachten
  })
event-goal = Doel gesteld: { $title }
event-goal-outcome = Doel { $title }: { $outcome }
event-action = Gedaan: { $what }
event-learning = Les opgeschreven
event-closed = Traject gesloten: { $reason }
event-referral = Doorverwezen naar { $name }
event-accepted = { $name } nam aan
event-declined = { $name } nam niet aan
event-problem = Probleem gezien: { $what }
event-solved = Probleem opgelost: { $what }
event-obstacle = Financieringsschot: { $silo }

## Gezinnen en werk

filter = Gezinnen zoeken
filter-name = Naam begint met
filter-place = Gemeente
filter-state = Welke
filter-mine = Van mij, open
filter-closed = Gesloten
filter-all = Allemaal
filter-go = Zoeken
filter-clear = Alles wissen
where-it-stands = Waar het staat
families-none = Er zijn nog geen gezinnen. Meld het eerste gezin aan.
families-none-found = Geen gezin gevonden. Zoek ruimer.
greeting = Dag { $name }
stat-late = Acties te laat
stat-families = Open gezinnen
stat-requests = Aanvragen die wachten
stat-rights = Verzoeken om rechten
work-actions = Acties: te laat, of binnen twee weken
work-actions-none = Niets is te laat, en er hoeft niets binnen twee weken.
work-referrals = Wachten op antwoord
work-referrals-none = Geen partij hoeft nog te antwoorden.
work-none = Voor uw rol staat hier niets klaar.

## Vastleggen

register-lead = Leg eerst vast hoe het gezin heet. De rest komt later, in het dossier.
talk-lead = Leg alleen vast wat de gedetineerde wil delen.
connection-lead = Wie heeft u met elkaar verbonden?
learning-lead = Wat is er geprobeerd, wat bracht het, en wat leren we ervan?
goal-lead = In de woorden van het gezin.
action-lead = Voor het doel: { $goal }
request-lead = Er is nog { $left } beschikbaar. De regels van de regio beslissen meteen, of zeggen wie er beslist.
consent-lead = Iedere volwassene geeft zelf toestemming. Weigeren mag altijd, en kost geen hulp.
introduction-lead = Dit kan als de gedetineerde of de contactpersoon ja heeft gezegd.
assign-lead = Wie aan een kant van de muur werkt, ziet niets van de andere kant.
mapping-lead = Open een leefgebied als het voor het gezin telt, en sla de rest over.
mapping-scale = Niveau { $least } is: het gaat niet. Niveau { $most } is: het gaat goed.
mapping-domains = Leefgebieden
mapping-level = Hoe gaat het?
mapping-no-level = –
mapping-strength = Kracht: wat gaat er goed?
mapping-need = Behoefte: wat is er nodig?
field-whose = Van wie
field-family-name = Hoe het gezin heet
field-family-name-hint = Zoals het kantoor het gezin noemt.
field-reference = Eigen nummer van het kantoor
field-reference-hint = Geen burgerservicenummer.
field-family-note-hint = Wat een collega in één oogopslag moet weten.
field-held-on = Wanneer
field-setting = Hoe
field-worry = Zorg { $number }
field-key-factor = Sleutelfactor { $number }
field-note = Notitie
field-talk-note-hint = Wat er verder gezegd is, voor zover het gedeeld mag worden.
field-who = Wie
field-with-whom = Met wie
field-goal = Doel
field-goal-hint = Bijvoorbeeld: weer samen eten op zondag
field-set-on = Gesteld op
field-target-on = Wanneer moet het lukken?
field-action = Wat gaat er gebeuren?
field-carrier = Wie draagt dit?
field-carrier-need = Wie kan hierbij helpen?
field-who-exactly = Wie precies
field-due-on = Uiterlijk
field-purpose = Waarvoor
field-purpose-hint = Bijvoorbeeld: treinkaartjes om op bezoek te gaan
field-amount = Bedrag
field-amount-hint = In euro, bijvoorbeeld 118,40
field-payee = Aan wie wordt betaald?
field-silo = Wie zou dit eigenlijk moeten betalen?
field-silo-hint = Weet u het niet? Kies “Niemand”.
field-name = Voor- en achternaam
field-relation = Wat is dit voor de gedetineerde?
field-born-on = Geboortedatum
field-contact-person = Dit is de contactpersoon
field-phone = Telefoon
field-consent-of = Van wie is de toestemming?
field-consent-for = Waarvoor?
field-recipient = Alleen voor
field-recipient-hint = Een partij, of voor een verhaal een publiek. Leeg is iedereen in de sociale kaart.
field-consent-form = Hoe is die gegeven?
field-given-on = Gegeven op
field-valid-until = Geldt tot en met
field-given-by = Gegeven door
field-given-by-hint = Alleen voor een kind onder de 16: welke volwassene gaf toestemming?
field-via = Via wie
field-present = Wie was erbij?
field-member = Collega
field-side = Aan welke kant
field-lead = Leidt dit traject
detainee-named = { $name } (gedetineerd)
do-assign = Collega toewijzen
conflict = Iemand anders heeft dit intussen gewijzigd
conflict-about = Uw tekst staat er nog. Kijk wat er nu staat, pas aan wat nodig is, en sla opnieuw op.
conflict-by = { $name }, { $moment }
conflict-now = Dit staat er nu
conflict-empty = (leeg)
done-register = Het gezin is aangemeld.
done-family = Het gezin is gewijzigd.
done-person = De persoon is toegevoegd.
done-consent = De toestemming is vastgelegd.
done-introduction = De introductie is vastgelegd.
done-assign = De collega is toegewezen.
done-talk = Het gesprek is vastgelegd.
done-mapping = De behoeften en krachten zijn vastgelegd.
done-goal = Het doel is toegevoegd.
done-action = De actie is toegevoegd.
done-tick = De actie is bijgewerkt.
done-time = De tijd is geschreven.
done-connection = De verbinding is vastgelegd.
done-learning = De les is vastgelegd.
done-request = De aanvraag is gedaan. Hieronder staat wat de regels ervan vonden.
done-approve = U heeft akkoord gegeven.
done-refuse = U heeft de aanvraag afgewezen.
done-glass = De beoordeling is vastgelegd.

## Budget en kantoor

queue-title = Aanvragen die wachten
queue-lead = Hierover moeten mensen beslissen. Bij elke aanvraag staat wat de regels vonden en wat er nog over is.
queue-none = Er wacht geen aanvraag.
queue-left = Nog { $left } over
queue-findings = Wat de regels vonden
queue-needed = nodig: { $count } × { $roles }
queue-dossier = Naar het dossier
queue-note = Reden
queue-note-hint = (nodig als u afwijst)
queue-approve = Akkoord
queue-refuse = Afwijzen
queue-plan = Deze aanvraag wacht op akkoord op het plan voor het budget.
queue-own = U heeft dit zelf aangevraagd. Een collega moet beslissen.
queue-not-yours = U kunt hier niet over beslissen.
queue-more = Er wachten meer aanvragen. Beslis eerst over deze.
finding-person_decides = Hier zijn geen regels van de regio voor: een mens beslist.
rights-due = Uiterlijk { $day }
rights-received = gevraagd op { $day }
rights-none = Niemand wacht op een antwoord over zijn of haar rechten.
glasses = Noodtoegang om te beoordelen
glasses-none = Er is geen noodtoegang die nog beoordeeld moet worden.
glass-broken = Geopend { $moment }
glass-until = tot { $moment }
glass-verdict = Was dit terecht?
glass-review = Beoordelen
workload = Wie werkt met hoeveel gezinnen
workload-led = Waarvan leidend
workload-about = Over de { $count } nieuwste open trajecten.
filter-anywhere = Alle gemeenten
filter-open = Open
finding-within_mandate = Het valt binnen wat een medewerker zelf mag beslissen.
finding-above_mandate = Het is meer dan een medewerker zelf mag beslissen.
finding-above_available = Het is meer dan er beschikbaar is.

## Woorden uit de lijsten van het vak

role-coordinator = coördinator
role-professional = professional
role-volunteer = vrijwilliger
role-budget_approver = beslist over budget
role-reader = leest cijfers

side-both = beide kanten van de muur
side-family = bij het gezin
side-detainee = bij de gedetineerde

step-detainee_talk = Gesprek met de gedetineerde
step-role_check = Samen nagaan wie een rol kan spelen
step-introduction = Introductie bij het gezin
step-needs_strengths = Behoeften en krachten
step-room_to_act = Handelingsruimte
step-connecting = Verbinden
step-learning_by_doing = Lerend doen
step-story = Verhaal
step-scaling = Opschalen

step_state-blocked = Er is eerst toestemming nodig
step_state-open = Kan beginnen
step_state-under_way = Bezig
step_state-done = Klaar
step_state-skipped = Overgeslagen

relation-partner = partner of ex-partner
relation-child = kind
relation-parent = ouder
relation-sibling = broer of zus
relation-grandparent = opa of oma
relation-other = anders

life_domain-finances = Financiën
life_domain-work_education = Werk en opleiding
life_domain-time_use = Tijdsbesteding
life_domain-housing = Huisvesting
life_domain-domestic_relations = Huiselijke relaties
life_domain-mental_health = Geestelijke gezondheid
life_domain-physical_health = Lichamelijke gezondheid
life_domain-substance_use = Middelengebruik
life_domain-basic_adl = Basale dagelijkse handelingen
life_domain-instrumental_adl = Zelfstandig huishouden
life_domain-social_network = Sociaal netwerk
life_domain-participation = Meedoen
life_domain-justice = Justitie

talk_setting-visit = op bezoek
talk_setting-phone = aan de telefoon
talk_setting-video = met beeldbellen

via-detainee = via de gedetineerde
via-contact_person = via de contactpersoon

player_kind-professional = professional
player_kind-volunteer = vrijwilliger
player_kind-network = eigen netwerk

finding_kind-need = Behoefte
finding_kind-strength = Kracht

carrier-own = het gezin zelf
carrier-network = het eigen netwerk
carrier-professional = professionals

goal_outcome-reached = Bereikt
goal_outcome-partly_reached = Deels bereikt
goal_outcome-not_reached = Niet bereikt
goal_outcome-dropped = Niet meer nodig

connection_side-outside = buiten de muur
connection_side-across_the_wall = over de muur heen

ledger_kind-allot = Toegekend
ledger_kind-request = Aangevraagd
ledger_kind-approve = Akkoord
ledger_kind-refuse = Afgewezen
ledger_kind-reserve = Gereserveerd
ledger_kind-spend = Uitgegeven
ledger_kind-refund = Terugbetaald
ledger_kind-release = Vrijgevallen

request_state-pending = Wacht op een besluit
request_state-refused = Afgewezen
request_state-reserved = Gereserveerd
request_state-spent = Uitgegeven
request_state-released = Vrijgevallen

purpose-introduction = kennismaken
purpose-support = begeleiding
purpose-perspective_budget = perspectiefbudget
purpose-referral = doorverwijzen
purpose-story = het verhaal

consent_form-spoken = mondeling
consent_form-signed = ondertekend
consent_form-digital = digitaal

referral_state-sent = Verstuurd
referral_state-accepted = Aangenomen
referral_state-declined = Niet aangenomen
referral_state-concluded = Afgerond
referral_state-withdrawn = Ingetrokken

referral_outcome-helped = Het hielp
referral_outcome-partly_helped = Het hielp deels
referral_outcome-not_helped = Het hielp niet
referral_outcome-no_contact = Er kwam geen contact

obstacle_ground-not_entitled = geen recht
obstacle_ground-other_payer_first = een ander moet eerst betalen
obstacle_ground-wrong_target_group = andere doelgroep
obstacle_ground-wrong_municipality = andere gemeente
obstacle_ground-term_too_long = duurt te lang
obstacle_ground-privacy_block = gegevens mogen niet gedeeld
obstacle_ground-debt_offset = verrekend met een schuld
obstacle_ground-no_payer = niemand betaalt dit

bridge-perspective_budget = het perspectiefbudget
bridge-fund = een fonds
bridge-person = een persoon

suggestion_state-made = Voorgesteld
suggestion_state-taken_up = Opgepakt
suggestion_state-adopted = Overgenomen
suggestion_state-rejected = Afgewezen

problem_category-income_loss = Minder inkomen
problem_category-benefits = Toeslagen en uitkering
problem_category-debts = Schulden
problem_category-visit_costs = Kosten van bezoek
problem_category-child_costs = Kosten voor kinderen
problem_category-housing_loss = Woning kwijt
problem_category-housing_quality = Slechte woning
problem_category-child_wellbeing = Hoe het kind zich voelt
problem_category-school = School
problem_category-parenting = Alleen opvoeden
problem_category-detainee_contact = Contact met de gedetineerde
problem_category-relationship = De relatie
problem_category-home_safety = Veiligheid thuis
problem_category-threat = Bedreiging
problem_category-intergenerational = Van ouder op kind
problem_category-mental = Geestelijke gezondheid
problem_category-physical = Lichamelijke gezondheid
problem_category-addiction = Verslaving
problem_category-stigma = Schaamte en stigma
problem_category-isolation = Eenzaamheid
problem_category-detention_info = Geen informatie over de detentie
problem_category-legal_admin = Juridische zaken en papieren
problem_category-residence_status = Verblijfsrecht
problem_category-work_childcare = Werk en zorg samen
problem_category-deadlock = Partijen wachten op elkaar
problem_category-return_home = De thuiskomst

effect-worse = door de detentie erger
effect-same = hetzelfde gebleven
effect-better = door de detentie beter

partner_type-community_team = wijkteam
partner_type-municipality = gemeente
partner_type-probation = reclassering
partner_type-youth_care = jeugdzorg
partner_type-volunteer_org = vrijwilligersorganisatie
partner_type-debt_service = schuldhulp
partner_type-housing_corporation = woningcorporatie
partner_type-family_centre = Centrum voor Jeugd en Gezin
partner_type-safe_home = Veilig Thuis
partner_type-mental_health_care = ggz
partner_type-gp = huisarts
partner_type-school = school
partner_type-benefits_office = uitkeringsinstantie
partner_type-sv_bank = SVB
partner_type-uwv = UWV
partner_type-ind = IND
partner_type-legal_aid = juridische hulp
partner_type-prison_casemanager = casemanager in de inrichting
partner_type-reintegration_desk = re-integratiecentrum
partner_type-safety_house = Zorg- en Veiligheidshuis
partner_type-fund = fonds

funding_silo-wmo_2015 = Wmo 2015
funding_silo-jeugdwet = Jeugdwet
funding_silo-participatiewet = Participatiewet
funding_silo-bijzondere_bijstand = Bijzondere bijstand
funding_silo-wgs = Gemeentelijke schuldhulp (Wgs)
funding_silo-zvw = Zorgverzekering (Zvw)
funding_silo-wlz = Langdurige zorg (Wlz)
funding_silo-wfz = Forensische zorg (Wfz)
funding_silo-passend_onderwijs = Passend onderwijs
funding_silo-toeslagen = Toeslagen
funding_silo-huisvesting = Huisvesting
funding_silo-dji_subsidy = Subsidie van DJI
funding_silo-municipal_reintegration = Gemeentelijk re-integratiegeld
funding_silo-private_fund = Particulier fonds
funding_silo-none = Niemand

payee_kind-supplier = een winkel of leverancier
payee_kind-refund_to_worker = een medewerker die het voorschoot
payee_kind-family = het gezin

audience-family = het gezin zelf
audience-detainee = de gedetineerde
audience-team = het team
audience-partners = partijen in de regio
audience-municipality = de gemeente
audience-dji = DJI
audience-public = iedereen

data_right-access = Inzage
data_right-rectification = Verbetering
data_right-erasure = Wissen
data_right-restriction = Beperking
data_right-portability = Gegevens meenemen
data_right-objection = Bezwaar

rights_state-open = Open
rights_state-extended = Verlengd
rights_state-granted = Toegekend
rights_state-done = Klaar
rights_state-refused = Afgewezen
rights_state-withdrawn = Ingetrokken

rights_refusal-identity_unproven = niet bekend wie het vraagt
rights_refusal-excessive = te veel gevraagd
rights_refusal-legal_duty = een wet verplicht tot bewaren
rights_refusal-legal_claim = nodig voor een rechtszaak
rights_refusal-rights_of_others = rechten van anderen
rights_refusal-not_applicable = niet van toepassing

glass_verdict-justified = Terecht
glass_verdict-unjustified = Niet terecht

obligation_kind-receipt = een bon inleveren
obligation_kind-review_talk = een gesprek over wat het geld bracht
obligation_kind-silo_check = vragen of een ander betaalt

closing_reason-completed = Afspraken zijn klaar
closing_reason-family_stopped = Het gezin wilde stoppen
closing_reason-moved = Het gezin is verhuisd
closing_reason-returned_home = De gedetineerde is thuis
closing_reason-contact_lost = Geen contact meer

dossier_part-trajectory = het traject
dossier_part-progress = de stappen
dossier_part-family = het gezin
dossier_part-child = de kinderen
dossier_part-contact = telefoon en e-mail
dossier_part-detainee = de gedetineerde
dossier_part-needs = behoeften en krachten
dossier_part-work = doelen en acties
dossier_part-budget_left = wat er over is
dossier_part-budget = het budget
dossier_part-partner = doorverwijzingen
dossier_part-story = het verhaal
dossier_part-rights = rechten

member_state-active = Actief
member_state-suspended = Geblokkeerd
member_state-invited = Uitgenodigd
member_state-expired = Verlopen

log_event-read = Gelezen
log_event-search = Gezocht
log_event-listen = Meegeluisterd
log_event-create = Toegevoegd
log_event-change = Gewijzigd
log_event-delete = Gewist
log_event-export = Uitgevoerd
log_event-read_log = Logboek gelezen
log_event-sign_in = Ingelogd
log_event-sign_in_refused = Inloggen geweigerd
log_event-sign_out = Uitgelogd
log_event-break_glass = Noodtoegang

## De link van één doorverwijzing, voor een partij zonder account

party-title = Een vraag aan u
party-about = Open hier de vraag die u kreeg. U hebt geen account nodig.
party-link = Code van de link
party-link-hint = Deze staat achter het hekje (#) in de link die u kreeg.
party-open = Vraag openen
party-wrong-link = Deze link geldt niet (meer). Vraag een nieuwe aan wie hem stuurde.
party-referral = Een vraag van { $office }
party-asked = Wat gevraagd wordt
party-to = Aan
party-need = Wat het gezin nodig heeft
party-sent = Gestuurd op
party-warm = Warme overdracht
party-warm-about = Een medewerker gaat de eerste keer mee.
party-people = Over wie het gaat
party-contact = Wie het vraagt
party-no-names = U ziet om wie het gaat zodra u de vraag aanneemt. Het gezin vindt het goed dat u dit leest.
party-said = Wat er over en weer is gezegd
party-you = U
party-accept-title = Neemt u deze vraag aan?
party-accept-about = Daarna ziet u om wie het gaat, en spreekt u af met wie het vraagt.
party-accept = Ja, aannemen
party-decline-title = Kunt u niet helpen?
party-ground = Waarom niet?
party-decline = Nee, afwijzen
party-report-title = Wat is ervan gekomen?
party-outcome = Uitkomst
party-report-note = Toelichting
party-report = Terugmelden
party-write-title = Iets vragen of vertellen
party-write = Uw bericht
party-send = Versturen
party-over = Deze vraag is afgerond. De link werkt niet meer. Dank u wel.
party-accepted = U hebt de vraag aangenomen. Wie het vraagt, weet het nu.
party-declined = U hebt de vraag afgewezen. Wie het vraagt, weet het nu.
party-reported = Uw terugmelding is verstuurd.
party-written = Uw bericht is verstuurd.
