import type { LockedInput } from '../nix/lock.ts';

type Forge = 'github' | 'gitlab' | 'forgejo' | 'sourcehut' | 'bitbucket';

/** Hosts of one forge that are known by their name; others tell it by their address's form, or not at all. */
const KNOWN: readonly (readonly [RegExp, Forge])[] = [
  [/^github\.com$|(^|\.)github\./, 'github'],
  [/^gitlab\.|(^|\.)gitlab\.|^salsa\.debian\.org$|^invent\.kde\.org$|^framagit\.org$/, 'gitlab'],
  [
    /^codeberg\.org$|^gitea\.com$|(^|\.)(forgejo|gitea)\.|^git\.lix\.systems$|^git\.clan\.lol$|^git\.gay$/,
    'forgejo',
  ],
  [/^(git|hg)\.sr\.ht$/, 'sourcehut'],
  [/^bitbucket\.org$/, 'bitbucket'],
];

/**
 * The page that shows what came between two revisions of an input, or null where none is known: both must be of the same repository, of a
 * forge whose addresses are known. The forms: GitHub's, Forgejo's and Gitea's compare pages; GitLab's below "/-/"; of SourceHut, which has
 * none, the log of the new revision; Bitbucket's with the newer revision first. Safe as a Markdown link's destination.
 */
export function compareLink(before: LockedInput | null, after: LockedInput | null): string | null {
  if (before === null || after === null || before.web === null || before.web !== after.web) return null;
  const [old, fresh] = [before.revision, after.revision];
  if (!isRevision(old) || !isRevision(fresh) || old === fresh) return null;
  const match = /^https?:\/\/([\w.-]+)(?::\d+)?(?:\/[\w.~+-]+)+$/.exec(after.web);
  if (match === null) return null;
  switch (forgeOf(match[1]!, after)) {
    case 'github':
    case 'forgejo':
      return `${after.web}/compare/${old}...${fresh}`;
    case 'gitlab':
      return `${after.web}/-/compare/${old}...${fresh}`;
    case 'sourcehut':
      return `${after.web}/log/${fresh}`;
    case 'bitbucket':
      return `${after.web}/branches/compare/${fresh}%0D${old}`;
    case null:
      return null;
  }
}

function forgeOf(host: string, { type, url }: LockedInput): Forge | null {
  if (type === 'github' || type === 'gitlab' || type === 'sourcehut') return type;
  const known = KNOWN.find(([names]) => names.test(host))?.[1];
  if (known !== undefined) return known;
  if (url.includes('/-/archive/')) return 'gitlab';
  // Only Forgejo, Gitea and GitHub serve archives there, and their compare pages have the same form.
  return type === 'tarball' && url.includes('/archive/') ? 'forgejo' : null;
}

function isRevision(revision: string | null): revision is string {
  return revision !== null && /^[0-9a-f]{7,64}$/.test(revision);
}
