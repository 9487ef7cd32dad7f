// A certified provider for tests: whoever comes is the account that the test named last, without being asked anything.
//
// Arguments: the address to which browsers are sent back, and the one that is told of a sign-out. It writes its issuer on
// the first line, and ends with its standard input.
import http from 'node:http';
import { once } from 'node:events';
import Provider from 'oidc-provider';

const [redirect, signOut] = process.argv.slice(2);
const server = http.createServer();
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const issuer = `http://127.0.0.1:${server.address().port}`;

let account = { id: 'nobody', groups: [] };
const groups = new Map();

const provider = new Provider(issuer, {
  clients: [{
    client_id: 'krachtig',
    client_secret: 'een-geheim-voor-tests',
    redirect_uris: [redirect],
    grant_types: ['authorization_code'],
    response_types: ['code'],
    backchannel_logout_uri: signOut,
    backchannel_logout_session_required: true,
  }],
  claims: { openid: ['sub'], profile: ['groups'] },
  conformIdTokenClaims: false,
  cookies: { keys: ['only-for-tests'] },
  features: {
    backchannelLogout: { enabled: true },
    devInteractions: { enabled: false },
  },
  // It would speak to no address of this machine otherwise, which is where the test listens.
  fetch: (url, { dispatcher, ...options }) => globalThis.fetch(url, options),
  pkce: { required: () => true },
  findAccount: (_, id) => ({
    accountId: id,
    claims: () => ({ sub: id, groups: groups.get(id) ?? [] }),
  }),
  interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
  loadExistingGrant: async (ctx) => {
    const { client, session } = ctx.oidc;
    const grant = new ctx.oidc.provider.Grant({ clientId: client.clientId, accountId: session.accountId });
    grant.addOIDCScope('openid profile');
    await grant.save();
    return grant;
  },
});
const answer = provider.callback();

server.on('request', async (request, response) => {
  const url = new URL(request.url, issuer);
  if (url.pathname === '/test/account') {
    account = { id: url.searchParams.get('id'), groups: url.searchParams.getAll('group') };
    groups.set(account.id, account.groups);
    response.end();
  } else if (url.pathname.startsWith('/interaction/')) {
    const result = { login: { accountId: account.id } };
    await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
  } else {
    answer(request, response);
  }
});

process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
console.log(issuer);
