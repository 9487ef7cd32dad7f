### The texts of the pages in English. `nl/web.ftl` has the same keys and comes first.

## The frame

skip-link = Skip to the content
demo-banner = This is a demo. Everybody in it is made up.
other-language = Nederlands
sign-out = Sign out
bar = Main menu
bar-work = My work
bar-families = Families
bar-budget = Budget
bar-office = Office
foot-about = For those who stand by the families of people in detention.
foot-keys = Keys: Alt + / searches, Alt + G and then W, F, B or O goes to a page.
field-optional = (may be left blank)
problems = { $count ->
    [one] 1 thing is not right
   *[other] { $count } things are not right
}
save = Save
cancel = Cancel
more = More
next-page = Next
first-page = To the beginning
draft-saved = Draft kept in this tab.
draft-restored = Your draft of a moment ago is back.
as-table = Show as a table
today = today

## When something goes wrong

error-not-found = This page is not here
error-not-found-about = The address may be wrong, or this is not yours to see.
error-forbidden = This cannot be done like this
error-forbidden-about = The form does not belong to this session. Go back, refresh the page and try again.
error-method = This page is only there to send something to
error-method-about = Go back to the form and send it again.
error-conflict = Somebody else was first
error-conflict-about = This was changed meanwhile. Go back, refresh the page and see whether your change is still needed.
error-busy = It is too busy at the moment
error-busy-about = Try again in a few seconds.
error-ours = Something went wrong
error-ours-about = That is our fault. Try again later. Does it go on? Tell your administrator.
error-request = This could not be done
error-request-about = The request is not right, or cannot be done now. Go back and try again.
error-code = Error code { $code }
error-home = To the beginning

## The door

start-title = Krachtig
start-about = Type the short name of your office. It stands in the invitation that you were sent.
start-office = Short name of your office
start-office-hint = For example: exodus-haaglanden
start-go = Go on
wrong-office = Type the short name of your office: small letters, digits and hyphens.
sign-in-title = Sign in
sign-in-email = E-mail address
sign-in-password = Password
sign-in-code = Code from your app
sign-in-recovery = Recovery code
sign-in-recovery-hint = Only if you cannot reach your app.
sign-in-codes = I use an app for codes
sign-in-go = Sign in
sign-in-passkey = With a passkey
sign-in-passkey-failed = Signing in with a passkey did not work. Try again, or use your password.
sign-in-help = Lost your password? Ask your coordinator for a new invitation.
signed-out = You are signed out.
invitation-title = Your invitation
invitation-about = Choose a password for your account. You are signed in straight away.
invitation-code = Code of the invitation
invitation-code-hint = It stands behind the hash (#) in the link that you were sent.
invitation-password = New password
invitation-password-hint = At least 12 characters. Four words are easy to remember.
invitation-go = Use the account
wrong-invitation = This invitation does not hold (any more). Ask your coordinator for a new one.

## What is wrong with an answer

wrong-day = Type a date, for example 24-02-2026
wrong-day-missing = Type a date
wrong-amount = Type an amount, for example 12.50
wrong-word = Choose from the list
wrong-word-missing = Choose one
refusal-required = Fill this in
refusal-too_long = This text is too long: { $max } characters at most
refusal-not_text = This text holds characters that cannot be used
refusal-looks_like_bsn = This holds a citizen service number (BSN), which may never be recorded. Take it out.
refusal-invalid_id = Choose from the list
refusal-invalid_format = This is not written right
refusal-in_future = Type a date that is not in the future
refusal-too_early = This date is too early
refusal-out_of_range = Choose a number from { $min } to { $max }
refusal-out_of_range_plain = This number cannot be right
refusal-nothing = Type an amount of more than nothing
refusal-unknown_word = Choose from the list
refusal-duplicate = This is there already
refusal-not_found = This is not here (any more), or not yours to see
refusal-stale = Somebody else changed this meanwhile
refusal-already_exists = This exists already
refusal-consent_missing = There is no consent for this. Ask for it first and record it.
refusal-trajectory_closed = This trajectory is closed
refusal-wrong_state = This cannot be done now (any more)
refusal-insufficient_budget = The budget does not hold so much
refusal-exceeds_request = This is more than there is for this request
refusal-approver_excluded = You may not decide on this yourself: you asked for it, or the rules exclude you
refusal-approver_role = The rules ask for somebody in another role
refusal-refused_by_rules = The rules do not allow this
refusal-outcome_missing = Not every goal has an outcome
refusal-approved = The family approved this version. Make a new one.
refusal-tenant_inactive = Nobody can work in this office now
refusal-signature_refused = The signature is not right
refusal-plugin_refused = These rules cannot be used
refusal-older_version = There is a newer version already
refusal-settings_refused = The settings do not fit these rules
refusal-replay_missing = This was not replayed yet
refusal-same_person = Somebody else has to confirm this
refusal-last_coordinator = The office would have no coordinator any more
refusal-processing_restricted = Somebody restricted the use of his or her data
refusal-processing_objected = Somebody objected to this use of his or her data
refusal-too_late = This is too late
refusal-retention_duty = A law demands that this is kept
refusal-legal_hold = This dossier has to be kept
refusal-changed_since = This changed meanwhile
refusal-too_common = This password is too easy to guess
refusal-wrong_code = This code is not right
refusal-sign_in_refused = This e-mail address and password do not belong together, or you may not sign in here now
refusal-code_needed = Type the code from your app too, and your password once more
refusal-slow_down = You tried too often. Wait { $seconds } seconds.
refusal-sign_in_again = Sign in again for this
refusal-last_way_in = Without this way you can no longer sign in
refusal-dossier_destroyed = This dossier was destroyed: nothing is added to it

## The dossier

crumbs = Breadcrumbs
tabs = Parts of the dossier
tab-overview = Overview
tab-people = People
tab-needs = Needs and strengths
tab-plan = Goals and actions
tab-budget = Budget
tab-partners = Connecting
tab-story = Learning and story
tab-story-title = The family's story
tab-timeline = Timeline
family = Family
family-unnamed = Family without a name for you
family-named = Family { $name }
family-note = Good to know
badge-closed = Closed on { $day }
badge-step = Step { $number } of 9
badge-late = Something is late
waits = What waits
waits-nothing = Nothing waits now. Well done.
wait-referral = Answer of { $name }
wait-consent = Consent for { $purpose } ends
ends-on = Until { $day }
sent-on = sent on { $day }
due-late = Late: { $day }
facts = Facts
fact-contact = Contact person
fact-children = Children
fact-detainee = Detainee
fact-home = Expected home
fact-place = Municipality
fact-team = Team
fact-opened = Began on
fact-budget = Left of the budget
team-lead = { $name } ({ $role }, leads)
withheld = Not for you to see: { $parts }.
steps = The nine steps
step-done-on = Done on { $day }
step-since = Under way since { $day }
step-needs-consent = Needs consent for { $purpose } first
step-at = Step { $number }: { $name }
step-all-done = All steps are done
do-talk = Record a talk
do-time = Write time
do-family = Change the family
do-person = Add a person
do-introduction = Record an introduction
do-consent = Record a consent
do-mapping = Map together
do-goal = Add a goal
do-action = Add an action
do-connection = Record a connection
do-request = Ask for money
do-learning = Record a lesson
do-register = Register a family
the-family = The family
the-detainee = Detainee
the-team = The team
introductions = Introductions
introduction-on = Introduction on { $day }
no-persons = Nobody is in this dossier yet.
contact-person = contact person
born-on = born on { $day }
detained-since = detained since { $day }
home-on = expected home on { $day }
agrees-to = Agrees to
consent-ended = { $purpose }: no longer
lead = Leads
since = since { $day }
until = until { $day }
eco-title = Ecogram
eco-about = The family with { $count ->
    [one] one person or party around it
   *[other] { $count } persons and parties around it
  }. A thick line is a strong tie, a dotted one a loose tie, a red one with a cross a broken tie.
eco-team = Support
eco-network = Own network
eco-wall = Across the wall
eco-parties = Parties
eco-who = Who
eco-where = Where
eco-what = What
eco-tie = Tie
eco-with = with { $who }
tie-strong = strong
tie-plain = plain
tie-thin = still loose
tie-broken = broken
levels-title = Strengths and needs over time
levels-about = { $count ->
    [one] One mapping
   *[other] { $count } mappings
  } from { $least } (not going) to { $most } (going well). Only domains that the family chose.
levels-recorded = { $count ->
    [one] 1 level recorded
   *[other] { $count } levels recorded
}
domain = Life domain
level = Level
carried-by = Carried by
level-split = family { $own }, network { $network }, professional { $professional }
present = Together with { $names }
no-mappings = Nothing was mapped yet. You do that with the family, and only for what matters to them.
goals = The family's goals
goal-open = Under way
no-goals = There are no goals yet. Ask the family what they want to reach.
target-on = aim: { $day }
done-on = done on { $day }
tick = Done
untick = Not done after all
time = Time
hours = { $hours } hours
no-time = No time was written yet.
connections = Connections
connected = { $who } and { $with }
no-connections = No connections were laid yet.
budget-available = Still available
budget-allotted = Allotted
budget-reserved = Reserved
budget-spent = Spent
budget-taken = Spent and reserved
course-title = Course of the budget
course-about = { $spent } spent of { $allotted }.
requests = Requests
no-requests = No money was asked for yet.
plans = Plans for the budget
plan-of = Plan for { $amount }
plan-checked = impact on benefits checked on { $day }
plan-reviewed = looked back on { $day }
plan-approvals = { $count ->
    [0] Not approved yet
    [one] 1 approval
   *[other] { $count } approvals
}
ledger = Ledger
ledger-what = What
ledger-for = What for
ledger-by = By
amount = Amount
day = Day
paid-to = paid to { $payee }
should-pay = should pay: { $silo }
obligations = What still has to be done:
obligation-due = { $what }, by { $day }
decided-by = Decided by: { $rules }
rules-person = a person (no rules of the region)
referrals = Referrals
no-referrals = Nobody was referred yet.
warm-handover = warm handover
problems-title = Problems
no-problems = No problems were recorded.
preexisting = was there before the detention
noted-on = seen on { $day }
solved-on = Solved on { $day }
obstacles = Funding silos
no-obstacles = No funding stood in the way.
days-lost = { $count ->
    [one] 1 day lost
   *[other] { $count } days lost
}
bridged-by = bridged by { $by }
in-the-way = In the way
suggestions = Suggestions
suggested-to = to: { $party }
agenda-on = on the agenda since { $day }
learning = Learning by doing
no-learning = Nothing was written yet about what was tried.
tried = Tried
brought = What it brought
learned = What we learned
no-story = The family wishes no story ({ $day }).
no-stories = No story was written yet.
story-version = Version { $number }
story-unapproved = Not approved by the family yet
story-for = Approved for
effects = What changed
event-opened = Trajectory began
event-talk = Talk with the detainee ({ $how })
event-role-check = Roles looked at ({ $count ->
    [0] nobody
    [one] 1 role
   *[other] { $count } roles
  })
event-introduction = Introduction to the family ({ $via })
event-mapping = Mapped with the family ({ $count ->
    [one] 1 need or strength
   *[other] { $count } needs and strengths
  })
event-goal = Goal set: { $title }
event-goal-outcome = Goal { $title }: { $outcome }
event-action = Done: { $what }
event-learning = Lesson written
event-closed = Trajectory closed: { $reason }
event-referral = Referred to { $name }
event-accepted = { $name } accepted
event-declined = { $name } declined
event-problem = Problem seen: { $what }
event-solved = Problem solved: { $what }
event-obstacle = Funding silo: { $silo }

## Families and work

filter = Search families
filter-name = Name begins with
filter-place = Municipality
filter-state = Which
filter-mine = Mine, open
filter-closed = Closed
filter-all = All
filter-go = Search
filter-clear = Clear all
where-it-stands = Where it stands
families-none = There are no families yet. Register the first one.
families-none-found = No family found. Search wider.
greeting = Hello { $name }
stat-late = Late actions
stat-families = Open families
stat-requests = Requests that wait
stat-rights = Requests to use rights
work-actions = Actions: late, or within two weeks
work-actions-none = Nothing is late, and nothing is due within two weeks.
work-referrals = Waiting for an answer
work-referrals-none = No party still has to answer.
work-none = There is nothing here for your role.

## Recording

register-lead = First record what the family is called. The rest comes later, in the dossier.
talk-lead = Record only what the detainee wants to share.
connection-lead = Whom did you connect with whom?
learning-lead = What was tried, what did it bring, and what do we learn from it?
goal-lead = In the family's own words.
action-lead = For the goal: { $goal }
request-lead = { $left } is still available. The region's rules decide at once, or say who decides.
consent-lead = Every adult consents by himself or herself. Refusing is always fine, and costs no help.
introduction-lead = This can be done once the detainee or the contact person said yes.
assign-lead = Whoever works on one side of the wall sees nothing of the other side.
mapping-lead = Open a life domain if it matters to the family, and leave out the rest.
mapping-scale = Level { $least } is: not going. Level { $most } is: going well.
mapping-domains = Life domains
mapping-level = How is it going?
mapping-no-level = –
mapping-strength = Strength: what goes well?
mapping-need = Need: what is needed?
field-whose = Whose
field-family-name = What the family is called
field-family-name-hint = As the office calls it.
field-reference = The office's own number
field-reference-hint = No citizen service number.
field-family-note-hint = What a colleague must know at a glance.
field-held-on = When
field-setting = How
field-worry = Worry { $number }
field-key-factor = Key factor { $number }
field-note = Note
field-talk-note-hint = What else was said, as far as it may be shared.
field-who = Who
field-with-whom = With whom
field-goal = Goal
field-goal-hint = For example: eating together on Sundays again
field-set-on = Set on
field-target-on = When should it be reached?
field-action = What will be done?
field-carrier = Who carries this?
field-carrier-need = Who can help with this?
field-who-exactly = Who exactly
field-due-on = By
field-purpose = What for
field-purpose-hint = For example: train tickets for a visit
field-amount = Amount
field-amount-hint = In euros, for example 118.40
field-payee = Who is paid?
field-silo = Who should really pay for this?
field-silo-hint = Not sure? Choose “Nobody”.
field-name = First and last name
field-relation = What is he or she to the detainee?
field-born-on = Birth date
field-contact-person = This is the contact person
field-phone = Telephone
field-consent-of = Whose consent is it?
field-consent-for = What for?
field-recipient = Only for
field-recipient-hint = A party, or for a story an audience. Blank is everybody in the directory.
field-consent-form = How was it given?
field-given-on = Given on
field-valid-until = Holds until
field-given-by = Given by
field-given-by-hint = Only for a child under 16: which adult consented?
field-via = By whom
field-present = Who was there?
field-member = Colleague
field-side = On which side
field-lead = Leads this trajectory
detainee-named = { $name } (detained)
do-assign = Assign a colleague
conflict = Somebody else changed this meanwhile
conflict-about = Your text is still there. See what stands there now, change what you need to, and save again.
conflict-by = { $name }, { $moment }
conflict-now = This stands there now
conflict-empty = (blank)
done-register = The family is registered.
done-family = The family is changed.
done-person = The person is added.
done-consent = The consent is recorded.
done-introduction = The introduction is recorded.
done-assign = The colleague is assigned.
done-talk = The talk is recorded.
done-mapping = The needs and strengths are recorded.
done-goal = The goal is added.
done-action = The action is added.
done-tick = The action is changed.
done-time = The time is written.
done-connection = The connection is recorded.
done-learning = The lesson is recorded.
done-request = The request is made. Below stands what the rules found.
done-approve = You approved it.
done-refuse = You refused the request.
done-glass = The review is recorded.

## Budget and office

queue-title = Requests that wait
queue-lead = People have to decide on these. With each request stands what the rules found and what is left.
queue-none = No request waits.
queue-left = { $left } left
queue-findings = What the rules found
queue-needed = needed: { $count } × { $roles }
queue-dossier = To the dossier
queue-note = Reason
queue-note-hint = (needed if you refuse)
queue-approve = Approve
queue-refuse = Refuse
queue-plan = This request waits for approvals of the plan for the budget.
queue-own = You asked for this yourself. A colleague has to decide.
queue-not-yours = You cannot decide on this.
queue-more = More requests wait. Decide on these first.
finding-person_decides = There are no rules of the region for this: a person decides.
rights-due = By { $day }
rights-received = asked on { $day }
rights-none = Nobody waits for an answer about his or her rights.
glasses = Emergency access to review
glasses-none = There is no emergency access that still has to be reviewed.
glass-broken = Opened { $moment }
glass-until = until { $moment }
glass-verdict = Was this justified?
glass-review = Review
workload = Who works with how many families
workload-led = Of which leading
workload-about = Over the { $count } newest open trajectories.
filter-anywhere = All municipalities
filter-open = Open
finding-within_mandate = It is within what a worker may decide alone.
finding-above_mandate = It is more than a worker may decide alone.
finding-above_available = It is more than is available.

## Words of the field's lists

role-coordinator = coordinator
role-professional = professional
role-volunteer = volunteer
role-budget_approver = decides on budgets
role-reader = reads figures

side-both = both sides of the wall
side-family = with the family
side-detainee = with the detainee

step-detainee_talk = Talk with the detainee
step-role_check = Finding out who can play a role
step-introduction = Introduction to the family
step-needs_strengths = Needs and strengths
step-room_to_act = Room to act
step-connecting = Connecting
step-learning_by_doing = Learning by doing
step-story = Story
step-scaling = Scaling up

step_state-blocked = Consent is needed first
step_state-open = Can begin
step_state-under_way = Under way
step_state-done = Done
step_state-skipped = Skipped

relation-partner = partner or ex-partner
relation-child = child
relation-parent = parent
relation-sibling = brother or sister
relation-grandparent = grandparent
relation-other = other

life_domain-finances = Finances
life_domain-work_education = Work and education
life_domain-time_use = Use of time
life_domain-housing = Housing
life_domain-domestic_relations = Domestic relations
life_domain-mental_health = Mental health
life_domain-physical_health = Physical health
life_domain-substance_use = Substance use
life_domain-basic_adl = Basic activities of daily life
life_domain-instrumental_adl = Running the household
life_domain-social_network = Social network
life_domain-participation = Taking part
life_domain-justice = Justice

talk_setting-visit = on a visit
talk_setting-phone = by telephone
talk_setting-video = by video call

via-detainee = by the detainee
via-contact_person = by the contact person

player_kind-professional = professional
player_kind-volunteer = volunteer
player_kind-network = own network

finding_kind-need = Need
finding_kind-strength = Strength

carrier-own = the family itself
carrier-network = its own network
carrier-professional = professionals

goal_outcome-reached = Reached
goal_outcome-partly_reached = Partly reached
goal_outcome-not_reached = Not reached
goal_outcome-dropped = No longer wanted

connection_side-outside = outside the wall
connection_side-across_the_wall = across the wall

ledger_kind-allot = Allotted
ledger_kind-request = Requested
ledger_kind-approve = Approved
ledger_kind-refuse = Refused
ledger_kind-reserve = Reserved
ledger_kind-spend = Spent
ledger_kind-refund = Paid back
ledger_kind-release = Released

request_state-pending = Waits for a decision
request_state-refused = Refused
request_state-reserved = Reserved
request_state-spent = Spent
request_state-released = Released

purpose-introduction = an introduction
purpose-support = support
purpose-perspective_budget = the perspective budget
purpose-referral = referrals
purpose-story = the story

consent_form-spoken = spoken
consent_form-signed = signed
consent_form-digital = digital

referral_state-sent = Sent
referral_state-accepted = Accepted
referral_state-declined = Declined
referral_state-concluded = Concluded
referral_state-withdrawn = Withdrawn

referral_outcome-helped = It helped
referral_outcome-partly_helped = It helped in part
referral_outcome-not_helped = It did not help
referral_outcome-no_contact = There was no contact

obstacle_ground-not_entitled = no right to it
obstacle_ground-other_payer_first = another has to pay first
obstacle_ground-wrong_target_group = another target group
obstacle_ground-wrong_municipality = another municipality
obstacle_ground-term_too_long = takes too long
obstacle_ground-privacy_block = data may not be shared
obstacle_ground-debt_offset = set off against a debt
obstacle_ground-no_payer = nobody pays for this

bridge-perspective_budget = the perspective budget
bridge-fund = a fund
bridge-person = a person

suggestion_state-made = Made
suggestion_state-taken_up = Taken up
suggestion_state-adopted = Adopted
suggestion_state-rejected = Rejected

problem_category-income_loss = Loss of income
problem_category-benefits = Benefits
problem_category-debts = Debts
problem_category-visit_costs = Costs of visits
problem_category-child_costs = Costs of children
problem_category-housing_loss = Losing the home
problem_category-housing_quality = Unfit home
problem_category-child_wellbeing = How a child is doing
problem_category-school = School
problem_category-parenting = Bringing up children alone
problem_category-detainee_contact = Contact with the detainee
problem_category-relationship = The relationship
problem_category-home_safety = Safety at home
problem_category-threat = Threats
problem_category-intergenerational = From parent to child
problem_category-mental = Mental health
problem_category-physical = Physical health
problem_category-addiction = Addiction
problem_category-stigma = Shame and stigma
problem_category-isolation = Loneliness
problem_category-detention_info = No information on the detention
problem_category-legal_admin = Legal matters and papers
problem_category-residence_status = The right to stay
problem_category-work_childcare = Work and childcare
problem_category-deadlock = Parties wait for each other
problem_category-return_home = The coming home

effect-worse = worse by the detention
effect-same = stayed the same
effect-better = better by the detention

partner_type-community_team = community team
partner_type-municipality = municipality
partner_type-probation = probation
partner_type-youth_care = youth care
partner_type-volunteer_org = volunteer organisation
partner_type-debt_service = debt service
partner_type-housing_corporation = housing corporation
partner_type-family_centre = family centre
partner_type-safe_home = Veilig Thuis (safe home)
partner_type-mental_health_care = mental health care
partner_type-gp = general practitioner
partner_type-school = school
partner_type-benefits_office = benefits office
partner_type-sv_bank = SVB (social insurance bank)
partner_type-uwv = UWV (employee insurance)
partner_type-ind = IND (immigration)
partner_type-legal_aid = legal aid
partner_type-prison_casemanager = case manager in the prison
partner_type-reintegration_desk = re-integration desk
partner_type-safety_house = safety house
partner_type-fund = fund

funding_silo-wmo_2015 = Wmo 2015 (social support)
funding_silo-jeugdwet = Jeugdwet (youth care)
funding_silo-participatiewet = Participatiewet (work and income)
funding_silo-bijzondere_bijstand = Bijzondere bijstand (special assistance)
funding_silo-wgs = Municipal debt help (Wgs)
funding_silo-zvw = Health insurance (Zvw)
funding_silo-wlz = Long-term care (Wlz)
funding_silo-wfz = Forensic care (Wfz)
funding_silo-passend_onderwijs = Passend onderwijs (fitting education)
funding_silo-toeslagen = Toeslagen (allowances)
funding_silo-huisvesting = Housing
funding_silo-dji_subsidy = Subsidy of the prison service
funding_silo-municipal_reintegration = Municipal re-entry money
funding_silo-private_fund = Private fund
funding_silo-none = Nobody

payee_kind-supplier = a shop or supplier
payee_kind-refund_to_worker = a worker who advanced it
payee_kind-family = the family

audience-family = the family itself
audience-detainee = the detainee
audience-team = the team
audience-partners = parties in the region
audience-municipality = the municipality
audience-dji = the prison service (DJI)
audience-public = everybody

data_right-access = Access
data_right-rectification = Rectification
data_right-erasure = Erasure
data_right-restriction = Restriction
data_right-portability = Portability
data_right-objection = Objection

rights_state-open = Open
rights_state-extended = Extended
rights_state-granted = Granted
rights_state-done = Done
rights_state-refused = Refused
rights_state-withdrawn = Withdrawn

rights_refusal-identity_unproven = it is not proven who asks
rights_refusal-excessive = excessive
rights_refusal-legal_duty = a legal duty
rights_refusal-legal_claim = a legal claim
rights_refusal-rights_of_others = rights of others
rights_refusal-not_applicable = does not apply

glass_verdict-justified = Justified
glass_verdict-unjustified = Not justified

obligation_kind-receipt = hand in a receipt
obligation_kind-review_talk = a talk on what the money brought
obligation_kind-silo_check = ask whether another pays

closing_reason-completed = What was agreed is done
closing_reason-family_stopped = The family wished to stop
closing_reason-moved = The family moved
closing_reason-returned_home = The detainee came home
closing_reason-contact_lost = Contact was lost

dossier_part-trajectory = the trajectory
dossier_part-progress = the steps
dossier_part-family = the family
dossier_part-child = the children
dossier_part-contact = telephone and e-mail
dossier_part-detainee = the detainee
dossier_part-needs = needs and strengths
dossier_part-work = goals and actions
dossier_part-budget_left = what is left
dossier_part-budget = the budget
dossier_part-partner = referrals
dossier_part-story = the story
dossier_part-rights = rights

member_state-active = Active
member_state-suspended = Suspended
member_state-invited = Invited
member_state-expired = Expired

log_event-read = Read
log_event-search = Searched
log_event-listen = Listened
log_event-create = Added
log_event-change = Changed
log_event-delete = Deleted
log_event-export = Exported
log_event-read_log = Log read
log_event-sign_in = Signed in
log_event-sign_in_refused = Sign-in refused
log_event-sign_out = Signed out
log_event-break_glass = Emergency access

## The link of one referral, for a party without an account

party-title = A question for you
party-about = Open the question that you were sent here. You need no account.
party-link = Code of the link
party-link-hint = It stands behind the hash (#) in the link that you were sent.
party-open = Open the question
party-wrong-link = This link does not hold (any more). Ask whoever sent it for a new one.
party-referral = A question from { $office }
party-asked = What is asked
party-to = To
party-need = What the family needs
party-sent = Sent on
party-warm = Warm handover
party-warm-about = A worker goes along the first time.
party-people = Who it is about
party-contact = Who asks
party-no-names = You see who it is about once you accept. The family agrees to your reading this.
party-said = What was said
party-you = You
party-accept-title = Do you accept this question?
party-accept-about = You then see who it is about, and make an appointment with whoever asks.
party-accept = Yes, accept
party-decline-title = Can't you help?
party-ground = Why not?
party-decline = No, decline
party-report-title = What came of it?
party-outcome = Outcome
party-report-note = In your own words
party-report = Report back
party-write-title = Ask or tell something
party-write = Your message
party-send = Send
party-over = This question is closed. The link does not work any more. Thank you.
party-accepted = You accepted the question. Whoever asks knows now.
party-declined = You declined the question. Whoever asks knows now.
party-reported = Your report was sent.
party-written = Your message was sent.
