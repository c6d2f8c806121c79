import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";

const REPOSITORY = join(__dirname, "../..");
const KUBERNETES = "deploy/kubernetes";
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
  envFrom: z.array(z.union([z.object({ configMapRef: z.unknown() }), z.object({ secretRef: z.unknown() })])),
});

const labels = z.object({ "app.kubernetes.io/name": z.literal("wx-cos-upload") });

const deployment = z.object({
  spec: z.object({
    selector: z.object({ matchLabels: labels }),
    template: z.object({
      metadata: z.object({ labels }),
      spec: z.object({
        // With service links, Kubernetes could set METRICS_PORT or LOCAL_COS_PORT for services of those names.
        enableServiceLinks: z.literal(false),
        securityContext: z.object({ runAsNonRoot: z.literal(true) }),
        containers: z.tuple([container]),
      }),
    }),
  }),
});

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
    const files = (await readdir(join(REPOSITORY, KUBERNETES))).filter((file) => file !== "kustomization.yaml");
    const { resources } = kustomization.parse(await read(`${KUBERNETES}/kustomization.yaml`));
    expect(resources.sort()).toEqual(files.sort());
    for (const file of files) expect(await read(`${KUBERNETES}/${file}`)).toMatchObject({ kind: expect.any(String) });
  });

  test("run the server without root, with a read-only file system, and with probes on its own routes", async () => {
    const { error } = deployment.safeParse(await read(`${KUBERNETES}/deployment.yaml`));
    expect(error?.issues).toBeUndefined();
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
