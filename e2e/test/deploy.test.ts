import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { readWorkerConfig } from "@wx-cos-upload/server/advanced";
import { parse } from "yaml";
import { z } from "zod";

const REPOSITORY = join(__dirname, "../..");
const KUBERNETES = "deploy/kubernetes";
const VALUES_OF_A_WORKER: Readonly<Record<string, string>> = {
  NODE_ENV: "production",
  HOST: "0.0.0.0",
  PORT: "3000",
  METRICS_HOST: "0.0.0.0",
  METRICS_PORT: "9464",
  REDIS_URL: "redis://redis:6379",
  WEBHOOK_URL: "https://www.example.com/webhooks",
  WEBHOOK_SECRET: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
};
const read = async (path: string): Promise<unknown> => parse(await readFile(join(REPOSITORY, path), "utf8"));

const container = z.object({
  image: z.literal("wx-cos-upload"),
  ports: z.array(z.object({ name: z.string(), containerPort: z.int() })),
  livenessProbe: z.object({ httpGet: z.object({ path: z.literal("/healthz"), port: z.literal("http") }) }),
  readinessProbe: z.object({ httpGet: z.object({ path: z.literal("/readyz"), port: z.literal("http") }) }),
  resources: z.object({ requests: z.object({ cpu: z.string() }), limits: z.object({ memory: z.string() }) }),
  securityContext: z.object({
    allowPrivilegeEscalation: z.literal(false),
    readOnlyRootFilesystem: z.literal(true),
    capabilities: z.object({ drop: z.tuple([z.literal("ALL")]) }),
  }),
});

const serverContainer = container.extend({
  envFrom: z.array(z.union([z.object({ configMapRef: z.unknown() }), z.object({ secretRef: z.unknown() })])),
});

const workerContainer = container.extend({
  command: z.tuple([z.literal("node"), z.string(), z.literal("server/dist/webhook-worker.js")]),
  env: z.array(z.strictObject({ name: z.string(), value: z.string().optional(), valueFrom: z.unknown().optional() })),
});

/** A deployment whose pods have a name of their own, so that no other selector finds them. */
const deploymentOf = <Container extends z.ZodType>(name: string, containerOfPod: Container) => {
  const labels = z.object({ "app.kubernetes.io/name": z.literal(name) });
  return z.object({
    spec: z.object({
      selector: z.object({ matchLabels: labels }),
      template: z.object({
        metadata: z.object({ labels }),
        spec: z.object({
          // With service links, Kubernetes could set METRICS_PORT or LOCAL_COS_PORT for services of those names.
          enableServiceLinks: z.literal(false),
          securityContext: z.object({ runAsNonRoot: z.literal(true) }),
          containers: z.tuple([containerOfPod]),
        }),
      }),
    }),
  });
};

const kustomization = z.object({
  resources: z.array(z.string()),
  configMapGenerator: z.tuple([z.object({ literals: z.array(z.string()) })]),
});

async function knownVariables(): Promise<ReadonlySet<string>> {
  const text = await readFile(join(REPOSITORY, ".env.example"), "utf8");
  return new Set([...text.matchAll(/^#?([A-Z_]+)=/gm)].map(([, name = ""]) => name));
}

describe("the Kubernetes manifests", () => {
  test("are all listed in the kustomization, and each listed file exists", async () => {
    const entries = await readdir(join(REPOSITORY, KUBERNETES));
    const files = entries.filter((file) => file.endsWith(".yaml") && file !== "kustomization.yaml");
    const { resources } = kustomization.parse(await read(`${KUBERNETES}/kustomization.yaml`));
    expect(resources.sort()).toEqual(files.sort());
    for (const file of files) expect(await read(`${KUBERNETES}/${file}`)).toMatchObject({ kind: expect.any(String) });
  });

  test("run the server without root, with a read-only file system, and with probes on its own routes", async () => {
    const { error } = deploymentOf("wx-cos-upload", serverContainer).safeParse(
      await read(`${KUBERNETES}/deployment.yaml`),
    );
    expect(error?.issues).toBeUndefined();
  });

  test("run the worker of webhooks likewise, with the variables of a worker and no key of COS", async () => {
    const worker = deploymentOf("wx-cos-upload-webhooks", workerContainer);
    const { error, data } = worker.safeParse(await read(`${KUBERNETES}/webhooks/worker.yaml`));
    expect(error?.issues).toBeUndefined();
    const names = data?.spec.template.spec.containers[0].env.map(({ name }) => name) ?? [];
    const environment = Object.fromEntries(names.map((name) => [name, VALUES_OF_A_WORKER[name] ?? "?"]));
    expect(() => readWorkerConfig(environment)).not.toThrow();
    const known = await knownVariables();
    expect(names.filter((name) => !known.has(name) || /COS|TOKEN|SESSION|OWNER/.test(name))).toEqual([]);
  });

  test("list every file of the component of webhooks, which also stops the servers' own workers", async () => {
    const files = (await readdir(join(REPOSITORY, KUBERNETES, "webhooks"))).filter(
      (file) => file !== "kustomization.yaml",
    );
    const component = z.object({
      kind: z.literal("Component"),
      resources: z.array(z.string()),
      patches: z.tuple([z.object({ patch: z.string() })]),
    });
    const { resources, patches } = component.parse(await read(`${KUBERNETES}/webhooks/kustomization.yaml`));
    expect(resources.sort()).toEqual(files.sort());
    expect(parse(patches[0].patch)).toEqual([
      {
        op: "add",
        path: "/spec/template/spec/containers/0/env",
        value: [{ name: "WEBHOOK_WORKER", value: "false" }],
      },
    ]);
  });

  test("set only variables that the server reads, and no secret", async () => {
    const known = await knownVariables();
    const { configMapGenerator } = kustomization.parse(await read(`${KUBERNETES}/kustomization.yaml`));
    const names = configMapGenerator[0].literals.map((literal) => literal.split("=")[0] ?? "");
    expect(names.filter((name) => !known.has(name))).toEqual([]);
    expect(names.filter((name) => /SECRET|KEY|TOKEN|REDIS/.test(name))).toEqual([]);
  });

  test.each([
    "service.yaml",
    "pdb.yaml",
    "network-policy.yaml",
    "deployment.yaml",
  ])("select only the server's pods in %s", async (file) => {
    expect(JSON.stringify(await read(`${KUBERNETES}/${file}`))).toMatch(
      /"(?:selector|matchLabels)":\{"app\.kubernetes\.io\/name":"wx-cos-upload"\}/,
    );
  });
});

describe("compose.yaml", () => {
  test("sets only variables that the server reads, and gives both services a read-only file system", async () => {
    const service = z.object({
      read_only: z.literal(true),
      cap_drop: z.tuple([z.literal("ALL")]),
      environment: z.record(z.string(), z.string()).default({}),
    });
    const { services } = z.object({ services: z.record(z.string(), service) }).parse(await read("compose.yaml"));
    const known = await knownVariables();
    expect(Object.keys(services["server"]?.environment ?? {}).filter((name) => !known.has(name))).toEqual([]);
    expect(Object.keys(services)).toEqual(["server", "redis"]);
  });
});

describe("the SCF start file", () => {
  test("listens on the address that SCF requires and sets only variables that the server reads", async () => {
    const text = await readFile(join(REPOSITORY, "deploy/scf/scf_bootstrap"), "utf8");
    const known = await knownVariables();
    const names = [...text.matchAll(/\b([A-Z_]{4,})=/g)].map(([, name = ""]) => name);
    expect(names.filter((name) => !known.has(name))).toEqual([]);
    expect(text).toContain("HOST=0.0.0.0 PORT=9000");
  });
});
