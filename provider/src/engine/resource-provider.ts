import type * as pulumi from "@pulumi/pulumi";
import { isCimError } from "../cim/error";
import { noteMethod } from "../hyperv/creation-method";
import { findForeignPoint, noSuchPoint } from "../hyperv/find-point";
import { readPoint } from "../hyperv/read-point";
import { describeDrift } from "../hyperv/reference-point";
import { create } from "../lifecycle/create";
import { destroy } from "../lifecycle/delete";
import { read } from "../lifecycle/read";
import type { Achieved, Context, State } from "../lifecycle/resource";
import { update } from "../lifecycle/update";
import { begin } from "../operation/context";
import { namingWaysOut, waysOutOf } from "../operation/unreachable-host";
import { codeOf, withCode } from "../support/error-codes";
import { printable } from "../support/printable";
import { withoutStop } from "../support/sentence";
import { UserError } from "../support/user-error";
import { check, type HostNames } from "./check";
import type { ResourceDefinition } from "./definition";
import { diff } from "./diff";
import { letGo, letGoWarning } from "./gone-host";
import { warnOfGoneHost, warnOfMissingHost } from "./host-warnings";
import { declaredSubjectOf, parseDeclared, parseInputs, subjectOf } from "./inputs";
import { otherDisksWarning, rememberOtherDisks } from "./other-disks";
import { type Properties, plain } from "./properties";
import { concealing, isNameSecret, keepNamesSecret } from "./secret-name";
import type { EngineSession } from "./session";
import type { Shown } from "./shown";
import { isLookUp, outputsOf, parseFormerlyDeclared, parseState, pendingId, pendingOutputs } from "./state";

/** What the engine's calls for one resource type are answered with. */
export interface Opened {
  readonly resource: ResourceDefinition;
  readonly hosts: HostNames;
  /** What operations on a host work with; without a name on the one that is meant then. */
  readonly onHost: Context["onHost"];
  readonly session: EngineSession;
}

type Calls = Required<Omit<pulumi.dynamic.ResourceProvider, "configure">>;

/** The lifecycle as the SDK calls it: the engine's properties in, its answers and its partial failures out. */
export function resourceProvider(opened: () => Opened): Calls {
  return {
    check: withoutStack(async (olds: Properties, news: Properties) => {
      const { resource, hosts, session } = opened();
      const checked = check(resource, news, hosts);
      const timeouts = checked.failures.length === 0 ? subjectOf(news).timeouts : {};
      const urn = textOf(news.__urn);
      await session.onCheck(urn, news.adopt, timeouts);
      // What is not in the state yet, and what is replaced, is created.
      if (Object.keys(olds).length === 0) warnOfGoneHost(session.reporter, urn, hosts, textOf(checked.inputs.host));
      const failures = checked.failures.map(({ property, ...reason }) => ({ property, reason: withCode(reason) }));
      return { inputs: plain(checked.inputs), failures };
    }),

    diff: withoutStack(async (_id: string, olds: Properties, news: Properties) => {
      const { resource, hosts, onHost, session } = opened();
      const state = parseState(resource, olds);
      const { urn } = declaredSubjectOf(news);
      const { interrupted } = await session.onDiff(urn, { ...shownOf(state), replaces: textOf(olds.__replaces) });
      // The engine asks for differences in a refresh too, and says of drift only that there is some.
      const drift =
        state.is === "point" ? describeDrift(resource.kind.mismatches(state.point, state.point)) : undefined;
      if (drift !== undefined) session.reporter.warning(urn, { code: "HVRP318", message: concealing(drift, olds) });
      const former = parseFormerlyDeclared(resource, olds, hosts);
      const host = textOf(olds.host);
      if (state.is === "point" && hosts.problemWith(host) === undefined) {
        // What the point was created by shows what the host supports, to the one that replaces it too.
        noteMethod(onHost(host).shared.session, resource.kind.service, state.createdBy, former);
      }
      const declared = parseDeclared(resource, news, hosts);
      const { changes, replaces } = diff(resource.kind, state, former, declared, interrupted);
      if (replaces.length > 0 || host === undefined) warnOfMissingHost(session.reporter, urn, hosts, host);
      else if (state.is === "pending") warnOfGoneHost(session.reporter, urn, hosts, host);
      if (replaces.length === 0) session.onKept(urn, shownOf(state));
      // A chain of changes must never be without a baseline: the new point first, then the old one goes.
      return { changes, replaces: [...replaces], deleteBeforeReplace: false };
    }),

    create: shownSafely(async (news: Properties) => {
      const { resource, onHost, session } = opened();
      const inputs = parseInputs(resource, news);
      const { urn } = inputs.subject;
      return session.running(async () => {
        const { resume, replaces } = await session.beforeCreate(urn);
        const record = resume?.content.is === "creation" ? resume.content.record : undefined;
        const earlier = record === undefined ? undefined : { record, inState: false };
        const achieved = await create(onHost(inputs.host), resource.kind, inputs, earlier, replaces);
        const { id, outs } = answer(resource, session, urn, news, achieved);
        return { id, outs };
      });
    }),

    read: withoutStack(async (id: string, properties: Properties = {}) => {
      const { resource, hosts, onHost, session } = opened();
      const context = onHost(textOf(properties.host));
      if (isLookUp(properties)) {
        const operation = begin(context.shared, "read", subjectOf(properties));
        const knownHost = textOf(properties.hostName);
        const found = await findForeignPoint(operation, resource.kind, id, knownHost);
        // An empty answer would pass for success.
        if (found.presence === "absent") throw new UserError("HVRP106", noSuchPoint(id, found));
        const point = await readPoint(operation, resource.kind, found.value, knownHost);
        return { id: point.instanceId, props: plain({ ...properties, ...point, schemaVersion: 1 }) };
      }
      const state = inForce(session, parseState(resource, properties), properties);
      const { urn } = state.subject;
      await session.onRead(urn, shownOf(state));
      if (context.shared.session.gone) {
        session.reporter.warning(urn, letGoWarning(context, state));
        return {};
      }
      const found = await namingWaysOut(waysOutOf(context.shared, urn, "read"), read(context, resource.kind, state));
      switch (found.is) {
        case "absent":
          // The point that it replaces is the only baseline until then, and nothing else in the state says so.
          if (properties.__replaces !== undefined) return { id, props: plain(properties) };
          await session.onReadAbsent(shownOf(state));
          return {};
        case "unchanged":
          return { id, props: plain(properties) };
        case "point": {
          const { managed, record, otherDisks = [] } = found;
          const warning = otherDisksWarning(properties, otherDisks);
          if (warning !== undefined)
            session.reporter.warning(urn, { code: "HVRP319", message: concealing(warning, properties) });
          if (record !== undefined) session.onReadAnswer(managed.creationId);
          const inputs = record === undefined ? properties : pendingOutputs(resource, properties, record);
          // A state that was written under a single connection names none; the point was found on this one.
          const named = { ...inputs, host: textOf(inputs.host) ?? hosts.usual };
          const outputs = { ...outputsOf(named, managed), ...rememberOtherDisks(otherDisks) };
          return { id: managed.point.instanceId, props: plain(outputs) };
        }
      }
    }),

    update: shownSafely(async (id: string, olds: Properties, news: Properties) => {
      const { resource, onHost, session } = opened();
      const state = parseState(resource, olds);
      const inputs = parseInputs(resource, news);
      const { urn } = inputs.subject;
      return session.running(async () => {
        const interrupted = await session.beforeUpdate(urn, shownOf(state));
        const onLeft = (creationId: string) => session.leave(creationId);
        const context = onHost(inputs.host);
        const updated = update(context, resource.kind, state, inputs, { interrupted, onLeft });
        const achieved = await namingWaysOut(waysOutOf(context.shared, urn, "read"), updated);
        return { outs: answer(resource, session, urn, news, achieved, id).outs };
      });
    }),

    delete: withoutStack(async (_id: string, properties: Properties) => {
      const { resource, onHost, session } = opened();
      // A resource that a program only looks up is never deleted by the engine.
      const state = inForce(session, parseState(resource, properties), properties);
      await session.running(async () => {
        const context = onHost(textOf(properties.host));
        const { urn } = state.subject;
        const options = await session.beforeDelete(urn, shownOf(state));
        if (context.shared.session.gone) {
          await letGo(context, resource.kind, state, options.interrupted);
          session.reporter.warning(urn, letGoWarning(context, state));
          return;
        }
        session.successors.require(urn, shownOf(state));
        await namingWaysOut(waysOutOf(context.shared, urn, "delete"), destroy(context, resource.kind, state, options));
      });
    }),
  };
}

/** With the timeouts that count in this command, and without a name that nobody may read. */
function inForce(session: EngineSession, state: State, properties: Properties): State {
  const subject = { ...state.subject, timeouts: session.timeoutsOf(state.subject) };
  if (state.is === "pending" || !isNameSecret(properties)) return { ...state, subject };
  return { ...state, subject, target: { ...state.target, name: state.target.id } };
}

function shownOf(state: State): Shown {
  if (state.is === "pending") return { creationId: state.record.creationId };
  const { creationId, evidence, point, target } = state;
  return { creationId, point: { pointId: point.instanceId, targetId: target.id, evidence } };
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** What the engine stores of a create or update: a pending creation is its partial failure, and finished by the next update. */
function answer(
  resource: ResourceDefinition,
  session: EngineSession,
  urn: string,
  inputs: Properties,
  achieved: Achieved,
  id?: string,
): { readonly id: string; readonly outs: Record<string, unknown> } {
  if (achieved.is === "created") {
    const { managed } = achieved;
    session.onAnswer(urn, managed.creationId, "created");
    return { id: managed.point.instanceId, outs: plain(outputsOf(inputs, managed)) };
  }
  const { record, error, settled } = achieved;
  session.onAnswer(urn, record.creationId, "pending");
  const __replaces = session.successors.replacedBy(urn);
  const next =
    "Nothing is lost: the host may still be working on it, and the state remembers it. The next `pulumi up` waits for it and " +
    "adopts its point, `pulumi destroy` waits for it and deletes its point.";
  const code = codeOf(error);
  const reason = settled ? error.message : `${withoutStop(error.message)}. ${next}`;
  throw Object.assign(new Error(error.message), {
    code,
    id: id ?? pendingId(record),
    properties: {
      ...plain({ ...pendingOutputs(resource, inputs, record), __replaces }),
      __provider: inputs.__provider,
    },
    reasons: [printable(withCode({ code, message: reason }))],
  });
}

/** The SDK prints the stack of what these methods throw; an error that explains itself needs none. */
function withoutStack<Args extends unknown[], T>(method: (...args: Args) => Promise<T>): (...args: Args) => Promise<T> {
  return shownSafely(async (...args: Args) => {
    try {
      return await method(...args);
    } catch (error) {
      if (isCimError(error) || error instanceof UserError) error.stack = "";
      throw error;
    }
  });
}

/** The engine shows what is thrown on a terminal and in the log of a pipeline, and hosts have named things in it. */
function shownSafely<Args extends unknown[], T>(method: (...args: Args) => Promise<T>): (...args: Args) => Promise<T> {
  return async (...args) => {
    keepNamesSecret(...args);
    try {
      return await method(...args);
    } catch (error) {
      if (error instanceof Error) {
        const shown = (text: string) => printable(concealing(text, ...args));
        error.message = shown(withCode({ code: codeOf(error), message: error.message }));
        error.stack = (error.stack ?? "").split("\n").map(shown).join("\n");
      }
      throw error;
    }
  };
}
