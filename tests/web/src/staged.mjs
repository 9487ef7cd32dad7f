// What the demo lacks for every screen to have something on it: dossiers in which something waits, was stopped, or ended.
// Filled in as people would, at the pages.

import { ORIGIN, SIZES, TENANT, follow, fullFamily, newFamily, signedIn, submit } from './house.mjs';

const home = `${ORIGIN}/t/${TENANT}`;
const PASSWORD = 'vier paarden in de mist';
/** An adult with a long name, who consents to everything. */
const ADULT = {
    person: 'Anna-Wilhelmina van der Meulen-Hoogeveen (fictief)',
    purposes: ['support', 'referral', 'story', 'perspective_budget'],
};

/** Opens a form, fills it in, and waits until it is done. */
async function fill(page, at, steps) {
    if (at) await page.goto(at);
    await steps();
    const before = page.url();
    await submit(page);
    await page.waitForURL((url) => url.href !== before && !url.href.endsWith('#'));
}

async function ends(page, dossier) {
    await fill(page, `${dossier}/goals/new`, async () => {
        await page.fill('#title', 'Rust in huis');
        await page.selectOption('#life_domain', 'domestic_relations');
    });
    await page.goto(`${dossier}/plan`);
    await follow(page, '/goals/end');
    await fill(page, null, () => page.check('input[name=outcome] >> nth=0'));
    await fill(page, `${dossier}/steps/skip`, async () => {
        await page.selectOption('#step', 'scaling');
        await page.fill('#reason', 'Niets om op te schalen');
    });
}

/** A referral with a link, and what was shared with a party and has ended. */
async function shared(page, dossier) {
    await fill(page, `${dossier}/referrals/new`, async () => {
        await page.selectOption('#partner_id', { index: 1 });
        await page.check('input[name=persons]');
        await page.fill('#need', 'Schuldhulp');
        await page.selectOption('#life_domain', 'finances');
    });
    await follow(page, '/referrals/link');
    await submit(page);
    const link = await page.locator('[data-address]').getAttribute('data-address');
    for (const [index, about] of [[1, 'Overzicht van de schulden'], [2, 'Wie er in huis woont']]) {
        await fill(page, `${dossier}/shares/new`, async () => {
            await page.selectOption('#partner_id', { index });
            await page.check('input[name=persons]');
            await page.selectOption('#purpose', 'referral');
            await page.check('input[name=categories][value=money]');
            await page.fill('#about', about);
        });
    }
    await follow(page, '/shares/end');
    await fill(page, null, () => {});
    return link;
}

async function rights(page, dossier) {
    for (const right of ['rectification', 'access']) {
        await fill(page, `${dossier}/rights/new`, async () => {
            await page.selectOption('#subject', { index: 1 });
            await page.check(`input[name=right][value=${right}]`);
            await page.fill('#identity_check', 'Bekend van huisbezoek');
        });
    }
    await page.goto(`${dossier}/rights`);
    await follow(page, '/rights/answer');
    await fill(page, null, () => page.check('input[name=granted][value=yes]'));
    await page.goto(`${dossier}/rights`);
    await follow(page, '/words/new');
    await fill(page, null, () => page.fill('#words', 'Zo heb ik het niet gezegd.'));
    await fill(page, `${dossier}/holds/new`, () => page.fill('#reason', 'Er loopt een klacht.'));
    await fill(page, `${dossier}/limits/new`, async () => {
        await page.selectOption('#subject', { index: 1 });
        await page.check('input[name=kind][value=objection]');
        await page.selectOption('#purpose', { index: 1 });
        await page.fill('#reason', 'Liever niet.');
    });
}

/** A story that its adult approved, and a newer version that waits for that. */
async function story(page, dossier) {
    await fill(page, `${dossier}/stories/new`, async () => {
        await page.fill('#title', 'Weer samen');
        await page.fill('#body', 'Het ging niet goed. Nu wel, met wat hulp en veel koffie.');
    });
    await follow(page, '/stories/agree');
    await fill(page, null, async () => {
        await page.selectOption('#person_id', { index: 1 });
        await page.check('input[name=audience][value=family]');
    });
    await fill(page, `${dossier}/stories/new`, async () => {
        await page.fill('#title', 'Weer samen');
        await page.fill('#body', 'Het ging niet goed. Nu wel, met wat hulp, veel koffie en een hond.');
    });
}

/** Somebody of the family gets a login, and asks something. */
async function login(browser, page, dossier) {
    await page.goto(`${dossier}/people`);
    await follow(page, '/logins/new');
    await submit(page);
    const address = await page.locator('.k-secret code').first().getAttribute('data-address');
    const theirs = await accept(browser, address);
    await theirs.fill('#text', 'Wanneer bellen we met de gemeente?');
    await theirs.click('form[action$="/my/comment"] button');
    await theirs.waitForURL(/done=own-comment/);
    await theirs.context().close();
}

/** Somebody who was invited, in a browser of their own. */
async function accept(browser, address) {
    const page = await (await browser.newContext({ ...SIZES.desk, locale: 'nl' })).newPage();
    await page.goto(ORIGIN + address);
    await page.fill('#invitation', address.split('#')[1]);
    await page.fill('#password', PASSWORD);
    await page.click('form[action$="/invitation/accept"] button');
    await page.waitForURL((url) => !url.pathname.includes('invitation'));
    return page;
}

/** Two families that a second coordinator proposes to erase; the first confirms one of them, and the other is closed still. */
async function erasing(browser, page) {
    await page.goto(`${home}/members/new`);
    await page.fill('#name', 'Tweede Coördinator (fictief)');
    await page.fill('#email', 'tweede-beeld@voorbeeld.invalid');
    await page.check('input[name=roles][value=coordinator]');
    await submit(page);
    const second = await accept(browser, await page.locator('[data-invited]').getAttribute('data-address'));
    const proposals = [];
    let closed;
    for (const name of ['Gezin Vergeten (fictief)', 'Gezin Voorbij (fictief)']) {
        const dossier = await newFamily(second, name, ADULT);
        closed ??= new URL(dossier).pathname;
        await fill(second, `${dossier}/closing/new`, () => second.check('input[name=reason] >> nth=0'));
        await fill(second, `${dossier}/erasing/new?of=family`, () => {});
        proposals.push(new URL(second.url().split('&')[0]));
    }
    await second.context().close();
    await page.goto(proposals[1].href);
    await follow(page, '/retention/sure');
    await fill(page, null, () => {});
    return [closed, ...proposals.map((url) => `${url.pathname}${url.search}`)];
}

/** A quarter that was counted, and that nobody approved yet. */
async function counted(page) {
    await page.goto(`${home}/figures/quarter`);
    await page.locator('main nav a[href*="/figures/quarter?of="]').nth(3).click();
    await page.waitForURL(/of=\d{4}-Q\d/);
    await follow(page, '/figures/new');
    await fill(page, null, () => {});
}

/** The rules that were proposed are confirmed: they look on from now. */
export async function confirmRules(browser) {
    const page = await signedIn(browser, 'coordinator');
    await page.goto(`${home}/rules`);
    await follow(page, '/rules/sets/sure');
    await fill(page, null, () => {});
    await page.context().close();
}

/** Makes all of it; gives where some of it stands. */
export async function stage(browser) {
    const page = await signedIn(browser, 'coordinator');
    const full = await fullFamily(page);
    const dossier = await newFamily(page, 'Gezin Van der Meulen-Hoogeveen en Aanhang (fictief)', ADULT);
    await ends(page, dossier);
    const referral = await shared(page, dossier);
    await story(page, dossier);
    await login(browser, page, dossier);
    await rights(page, dossier);
    const erased = await erasing(browser, page);
    await counted(page);
    await page.context().close();
    const at = new URL(dossier).pathname;
    const tabs = ['', '/people', '/plan', '/partners', '/rights', '/story'].map((tab) => `${at}${tab}`);
    return {
        full,
        told: at,
        referral,
        coordinator: [...tabs, `${at}/report?of=family`, ...erased],
        professional: [`/t/${TENANT}/emergency/new?of=${at.split('/').at(-1)}`],
    };
}
