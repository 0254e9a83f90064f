// A whole Bluesky network on this machine, and a hand that plays its people.
//
// Starts PLC directory, PDS, app view and moderation as their makers' own
// development environment does, on loopback, with PostgreSQL and Redis given by
// the environment (DB_POSTGRES_URL, REDIS_HOST), then obeys: each POST to the
// control port is one deed, {"do":"post","as":"ada","text":"..."}, carried out
// by @atproto/api as an app would. The answer is JSON, or 500 with the reason.
//
// The PDS is asked through a relay, which counts what is asked and can keep the
// answer to the request after N others back, so that a run can be killed there.
//
//   node bluesky.mjs READY-FILE      READY-FILE gets {"pds":PORT,"control":PORT}

import { createHmac } from 'node:crypto';
import { writeFileSync, renameSync } from 'node:fs';
import { createServer, request as ask } from 'node:http';
import { createRequire } from 'node:module';

const require = createRequire(`${process.env.REAL_NODE}/package.json`);
const { TestNetwork } = require('@atproto/dev-env');
const { AtpAgent, RichText } = require('@atproto/api');

const jwtSecret = 'secret-of-the-tests';
const password = (name) => `password-of-${name}`;

const network = await TestNetwork.create({
  dbPostgresSchema: 'real',
  pds: { hostname: 'localhost', jwtSecret },
});
const people = new Map();

// What a post says: mentions, links and tags become facets, as apps make them.
async function record({ as, text, reply, quote, createdAt }) {
  const agent = people.get(as);
  const rich = new RichText({ text });
  await rich.detectFacets(agent);
  return {
    $type: 'app.bsky.feed.post',
    text: rich.text,
    facets: rich.facets,
    langs: ['en'],
    createdAt: createdAt ?? new Date().toISOString(),
    ...(reply && { reply }),
    ...(quote && { embed: { $type: 'app.bsky.embed.record', record: quote } }),
  };
}

const reference = ({ uri, cid }) => ({ uri, cid });

// A token as the server signs it, whose time is over.
function expired(token) {
  const coded = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const [head, body] = token.split('.').slice(0, 2)
    .map((part) => JSON.parse(Buffer.from(part, 'base64url')));
  const now = Math.floor(Date.now() / 1000);
  const text = `${coded(head)}.${coded({ ...body, iat: now - 7200, exp: now - 60 })}`;
  return `${text}.${createHmac('sha256', jwtSecret).update(text).digest('base64url')}`;
}

const deeds = {
  async account({ as }) {
    const agent = new AtpAgent({ service: network.pds.url });
    await agent.createAccount({ email: `${as}@real.test`, handle: `${as}.test`, password: password(as) });
    await agent.upsertProfile(() => ({ displayName: `The ${as}` }));
    people.set(as, agent);
    return { did: agent.session.did, password: password(as) };
  },
  post: async (deed) => reference(await people.get(deed.as).post(await record(deed))),
  like: async ({ as, of }) => reference(await people.get(as).like(of.uri, of.cid)),
  repost: async ({ as, of }) => reference(await people.get(as).repost(of.uri, of.cid)),
  follow: ({ as, whom }) => people.get(as).follow(people.get(whom).session.did),
  remove: ({ as, of }) => people.get(as).deletePost(of.uri),
  // n posts, a second apart, the last one now; 200 to a commit, as the server allows.
  async many({ as, text, n }) {
    const agent = people.get(as);
    const now = Date.now();
    for (let i = 0; i < n; i += 200) {
      const writes = [];
      for (let j = i; j < Math.min(n, i + 200); j++)
        writes.push({
          $type: 'com.atproto.repo.applyWrites#create',
          collection: 'app.bsky.feed.post',
          value: await record({ as, text: `${text} ${j + 1}`, createdAt: new Date(now - (n - j) * 1000).toISOString() }),
        });
      await agent.com.atproto.repo.applyWrites({ repo: agent.session.did, writes });
    }
    return { n };
  },
  expired: ({ token }) => ({ token: expired(token) }),
  // How often each method was asked for since the last time.
  asked() {
    const counts = Object.fromEntries(relay.asked);
    relay.asked.clear();
    return counts;
  },
  hold({ after }) {
    relay.left = after;
    relay.full = new Promise((full) => { relay.tell = full; });
    return {};
  },
  async held() {
    await relay.full;
    return {};
  },
  release() {
    relay.left = Infinity;
    for (const response of relay.kept.splice(0)) response.destroy();
    return {};
  },
  // Until the app view has seen all that was written.
  async settle() {
    await network.processAll(120000);
    return {};
  },
};

const relay = { asked: new Map(), left: Infinity, kept: [] };
const front = createServer((request, response) => {
  const method = new URL(request.url, 'http://relay').pathname.split('/').pop();
  relay.asked.set(method, (relay.asked.get(method) ?? 0) + 1);
  if (relay.left-- <= 0) {
    relay.kept.push(response);
    relay.tell();
    return;
  }
  const { method: verb, url: path, headers } = request;
  const onward = ask({ host: '127.0.0.1', port: network.pds.port, method: verb, path, headers }, (answer) => {
    response.writeHead(answer.statusCode, answer.headers);
    answer.pipe(response);
  });
  onward.on('error', () => response.destroy());
  request.pipe(onward);
});

const control = createServer(async (request, response) => {
  let text = '';
  for await (const part of request) text += part;
  try {
    const deed = JSON.parse(text);
    const result = await deeds[deed.do](deed);
    response.end(JSON.stringify(result ?? {}));
  } catch (error) {
    response.statusCode = 500;
    response.end(`${error.stack}\n`);
  }
});
const listens = (server) => new Promise((done) => {
  server.listen(0, '127.0.0.1', () => done(server.address().port));
});
const ready = process.argv[2];
writeFileSync(`${ready}.new`, JSON.stringify({ pds: await listens(front), control: await listens(control) }));
renameSync(`${ready}.new`, ready);

for (const signal of ['SIGTERM', 'SIGINT'])
  process.on(signal, async () => {
    control.close();
    front.close();
    await Promise.race([network.close(), new Promise((over) => setTimeout(over, 5000))]);
    process.exit(0);
  });
