import { describe, expect, test } from "vitest";
import { collection, lifecycleOn, vm } from "../../support/lifecycle";

/*
 * An account that may not use a service gets empty answers, not errors. Where everything else can still be seen, a point that
 * is not found is no point that is gone.
 */

const targets = [
  {
    name: "virtual machine",
    definition: vm,
    program: { vmName: "sql01" },
    service: "Msvm_VirtualSystemReferencePointService",
  },
  {
    name: "group",
    definition: collection,
    program: { collectionName: "erp" },
    service: "Msvm_CollectionReferencePointService",
  },
] as const;

describe.each(targets)(
  "of a $name, with only the service of its points hidden,",
  ({ definition, program, service }) => {
    async function vanished() {
      const lifecycle = lifecycleOn();
      const resource = await lifecycle.create(definition, program);
      if (definition === vm) await lifecycle.host.removePoint(resource.id);
      await lifecycle.host.addFault({ happens: "hidden", class: service });
      return { ...lifecycle, resource };
    }
    const denied = { kind: "AccessDenied", message: expect.stringContaining(service) };

    test("a refresh does not say that a point is gone", async () => {
      const { read, resource } = await vanished();
      await expect(read(definition, resource)).rejects.toMatchObject(denied);
    });

    test("a destroy does not say that a point is gone", async () => {
      const { delete: destroy, resource } = await vanished();
      await expect(destroy(definition, resource)).rejects.toMatchObject(denied);
    });

    test("`adopt` does not say that there is no such point", async () => {
      const { create, resource } = await vanished();
      const adopting = create(definition, {
        ...program,
        adopt: resource.id,
        __urn: "urn:pulumi:dev::test::type::other",
      });
      await expect(adopting).rejects.toMatchObject(denied);
    });

    test("`.get` does not say that there is no such point", async () => {
      const { read, resource } = await vanished();
      await expect(read(definition, { id: resource.id, outputs: {} })).rejects.toMatchObject(denied);
    });

    test("an update finds no end of a pending creation", async () => {
      const { create, update, host } = lifecycleOn();
      await host.addFault({
        happens: "before",
        operation: "invoke",
        method: "CreateReferencePoint",
        error: "Unavailable",
      });
      const pending = await create(definition, program);
      expect(pending.failure).toBeDefined();
      await host.addFault({ happens: "hidden", class: service });
      const again = await update(definition, pending).catch((error: unknown) => error);
      expect(again).toMatchObject({ failure: expect.stringContaining(service) });
    });
  },
);
