import { createRequire } from "module";
import * as path from "path";
import { ROOT } from "./project";

/** The folder of the scripts that workflows run. */
export const SCRIPTS = path.join(ROOT, ".github", "scripts");

const load = createRequire(__filename);

/** A script that workflows load, with what the caller knows of it. */
export const script = <T>(name: string): T => load(path.join(SCRIPTS, name)) as T;

export interface Comment {
  id: number;
  user: { login: string; type: string } | null;
  body: string;
}

/** What a fake GitHub knows. */
export interface Known {
  /** Pages of comments. */
  comments?: Comment[][];
  pull?: object;
  issues?: object[];
  artifacts?: { name: string; size_in_bytes: number }[];
}

/** A call of GitHub's API that writes: its name and its arguments. */
export type Written = [name: string, args: Record<string, unknown>];

/** Stands in for the client that `actions/github-script` hands to scripts; it keeps what is written. */
export function fakeGithub(known: Known) {
  const written: Written[] = [];
  const read: Written[] = [];
  const writing = (name: string) => (args: Record<string, unknown>) => {
    written.push([name, args]);
    return Promise.resolve({ data: {} });
  };
  const listComments = Symbol("issues.listComments");
  const listForRepo = Symbol("issues.listForRepo");
  const listWorkflowRunArtifacts = Symbol("actions.listWorkflowRunArtifacts");
  const pagesOf = (endpoint: symbol): unknown[][] =>
    endpoint === listComments
      ? (known.comments ?? [])
      : endpoint === listForRepo
        ? [known.issues ?? []]
        : [known.artifacts ?? []];
  const paginate = Object.assign((endpoint: symbol) => Promise.resolve(pagesOf(endpoint).flat()), {
    iterator: async function* (endpoint: symbol, args: Record<string, unknown>) {
      for (const data of pagesOf(endpoint)) {
        read.push([String(endpoint.description), args]);
        yield await Promise.resolve({ data });
      }
    },
  });
  const github = {
    paginate,
    rest: {
      actions: { listWorkflowRunArtifacts },
      pulls: {
        get: (args: Record<string, unknown>) => {
          read.push(["pulls.get", args]);
          return Promise.resolve({ data: known.pull });
        },
      },
      issues: {
        ...{ listComments, listForRepo },
        create: writing("issues.create"),
        createComment: writing("issues.createComment"),
        update: writing("issues.update"),
        updateComment: writing("issues.updateComment"),
      },
    },
  };
  return { github, written, read };
}
