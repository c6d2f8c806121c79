import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

class ProofVerifier {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Base64.Decoder BASE64 = Base64.getUrlDecoder();

    private final HttpClient http = HttpClient.newHttpClient();
    private final URI keySetUrl;
    private final String audience;
    private Map<String, PublicKey> keys = Map.of();
    private Instant fetchedAt = Instant.MIN;

    ProofVerifier(String keySetUrl, String bucket) {
        this.keySetUrl = URI.create(keySetUrl);
        this.audience = "wx-cos-upload/proof/" + bucket;
    }

    /** Returns the proof's claims. */
    JsonNode verify(String proof, String userId) throws GeneralSecurityException, IOException, InterruptedException {
        String[] parts = proof.split("\\.", -1);
        require(parts.length == 3, "it is no JWT");
        JsonNode header = decode(parts[0]);
        require(header.path("alg").asText().equals("ES256"), "its algorithm is not ES256");
        require(header.path("typ").asText().equals("upload-proof+jwt"), "it is no proof");

        Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
        signature.initVerify(findKey(header.path("kid").asText()));
        signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
        require(signature.verify(bytes(parts[2])), "its signature is wrong");

        JsonNode claims = decode(parts[1]);
        long now = Instant.now().getEpochSecond();
        require(claims.path("iss").asText().equals("wx-cos-upload"), "its issuer is another one");
        require(claims.path("aud").asText().equals(audience), "it is for another audience");
        require(claims.path("sub").asText().equals(userId), "it is another user's");
        require(claims.path("nbf").isIntegralNumber() && claims.path("nbf").asLong() <= now, "it is not valid yet");
        require(claims.path("exp").isIntegralNumber() && claims.path("exp").asLong() > now, "it has expired");
        return claims;
    }

    private synchronized PublicKey findKey(String id) throws GeneralSecurityException, IOException, InterruptedException {
        // A new key is fetched at once, but a wrong id makes no more than two requests a minute.
        int cacheSeconds = keys.containsKey(id) ? 300 : 30;
        if (Instant.now().isAfter(fetchedAt.plusSeconds(cacheSeconds))) fetchKeys();
        require(keys.containsKey(id), "its key is unknown");
        return keys.get(id);
    }

    private void fetchKeys() throws GeneralSecurityException, IOException, InterruptedException {
        var response = http.send(HttpRequest.newBuilder(keySetUrl).build(), BodyHandlers.ofString());
        if (response.statusCode() != 200) throw new IOException("the key set responds with " + response.statusCode());
        AlgorithmParameters curve = AlgorithmParameters.getInstance("EC");
        curve.init(new ECGenParameterSpec("secp256r1"));
        Map<String, PublicKey> fetched = new HashMap<>();
        for (JsonNode key : JSON.readTree(response.body()).path("keys")) {
            ECPoint point = new ECPoint(coordinate(key, "x"), coordinate(key, "y"));
            var spec = new ECPublicKeySpec(point, curve.getParameterSpec(ECParameterSpec.class));
            fetched.put(key.path("kid").asText(), KeyFactory.getInstance("EC").generatePublic(spec));
        }
        keys = fetched;
        fetchedAt = Instant.now();
    }

    private static BigInteger coordinate(JsonNode key, String name) throws GeneralSecurityException {
        return new BigInteger(1, bytes(key.path(name).asText()));
    }

    private static JsonNode decode(String part) throws GeneralSecurityException {
        try {
            return JSON.readTree(bytes(part));
        } catch (IOException error) {
            throw new GeneralSecurityException("the proof is invalid: it is no JSON", error);
        }
    }

    private static byte[] bytes(String base64) throws GeneralSecurityException {
        try {
            return BASE64.decode(base64);
        } catch (IllegalArgumentException error) {
            throw new GeneralSecurityException("the proof is invalid: it is no base64", error);
        }
    }

    private static void require(boolean holds, String reason) throws GeneralSecurityException {
        if (!holds) throw new GeneralSecurityException("the proof is invalid: " + reason);
    }
}
