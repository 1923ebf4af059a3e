package dev.peerscribe.storage;

import com.sun.net.httpserver.HttpExchange;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** Checks AWS Signature Version 4 as a store does, from its specification and with nothing of the client's library. */
final class SignatureV4 {
    private static final Pattern HEADER = Pattern.compile(
            "AWS4-HMAC-SHA256 Credential=([^/]+)/([0-9]{8})/([^/]+)/s3/aws4_request, ?SignedHeaders=([a-z0-9;-]+), ?"
                    + "Signature=([0-9a-f]{64})");

    private final String accessKey;
    private final String secretKey;

    SignatureV4(String accessKey, String secretKey) {
        this.accessKey = accessKey;
        this.secretKey = secretKey;
    }

    /** Null where the request is signed by who has the secret; else the code of the error. */
    @Nullable
    String refusal(HttpExchange exchange) throws GeneralSecurityException {
        Map<String, String> query = query(exchange);
        if (query.containsKey("X-Amz-Signature")) {
            String[] scope = decoded(query.getOrDefault("X-Amz-Credential", "")).split("/", -1);
            if (scope.length != 5) {
                return "AuthorizationQueryParametersError";
            }
            String canonical = canonical(
                    exchange,
                    query.entrySet().stream()
                            .filter(each -> !each.getKey().equals("X-Amz-Signature"))
                            .map(each -> each.getKey() + "=" + each.getValue())
                            .collect(Collectors.joining("&")),
                    decoded(query.getOrDefault("X-Amz-SignedHeaders", "")),
                    "UNSIGNED-PAYLOAD");
            return verdict(
                    scope[0],
                    scope[1],
                    scope[2],
                    query.getOrDefault("X-Amz-Date", ""),
                    canonical,
                    query.getOrDefault("X-Amz-Signature", ""));
        }
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        Matcher header = HEADER.matcher(authorization == null ? "" : authorization);
        String date = exchange.getRequestHeaders().getFirst("X-Amz-Date");
        String payload = exchange.getRequestHeaders().getFirst("X-Amz-Content-Sha256");
        if (!header.matches() || date == null || payload == null) {
            return "AccessDenied";
        }
        String canonical = canonical(
                exchange,
                query.entrySet().stream()
                        .map(each -> each.getKey() + "=" + each.getValue())
                        .collect(Collectors.joining("&")),
                header.group(4),
                payload);
        return verdict(header.group(1), header.group(2), header.group(3), date, canonical, header.group(5));
    }

    private @Nullable String verdict(
            String key, String day, String region, String date, String canonical, String signature)
            throws GeneralSecurityException {
        if (!key.equals(accessKey)) {
            return "InvalidAccessKeyId";
        }
        String scope = day + "/" + region + "/s3/aws4_request";
        String toSign = "AWS4-HMAC-SHA256\n" + date + "\n" + scope + "\n" + sha256(canonical);
        byte[] signing = ("AWS4" + secretKey).getBytes(StandardCharsets.UTF_8);
        for (String each : new String[] {day, region, "s3", "aws4_request", toSign}) {
            signing = hmac(signing, each);
        }
        return HexFormat.of().formatHex(signing).equals(signature) ? null : "SignatureDoesNotMatch";
    }

    private static String canonical(HttpExchange exchange, String query, String signedHeaders, String payload) {
        String headers = Arrays.stream(signedHeaders.split(";", -1))
                .map(name -> name + ":"
                        + String.join(",", exchange.getRequestHeaders().getOrDefault(name, List.of()))
                                .strip()
                                .replaceAll(" +", " ")
                        + "\n")
                .collect(Collectors.joining());
        return String.join(
                "\n",
                exchange.getRequestMethod(),
                exchange.getRequestURI().getRawPath(),
                query,
                headers,
                signedHeaders,
                payload);
    }

    /** By name, in order, as they were encoded. */
    static Map<String, String> query(HttpExchange exchange) {
        Map<String, String> query = new TreeMap<>();
        String raw = exchange.getRequestURI().getRawQuery();
        if (raw != null) {
            for (String each : raw.split("&", -1)) {
                String[] pair = each.split("=", 2);
                query.put(pair[0], pair.length == 1 ? "" : pair[1]);
            }
        }
        return query;
    }

    static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private static String sha256(String text) throws GeneralSecurityException {
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    }
}
