package dev.peerscribe.storage;

import com.sun.net.httpserver.HttpExchange;
import dev.peerscribe.faults.LocalServer;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A store that speaks as much of S3 as uploads need: it checks signatures and checksums, takes uploads in parts, and goes
 * wrong in the ways that a test asks for. What it has outlives that it is down.
 */
public final class TestStore implements AutoCloseable {
    public static final String BUCKET = "recordings";
    public static final String ACCESS_KEY = "TESTKEY";
    public static final String SECRET_KEY = "TESTSECRET";

    private static final Pattern PART = Pattern.compile("<PartNumber>([0-9]+)</PartNumber>");

    /** By key. */
    final Map<String, Stored> objects = new ConcurrentHashMap<>();
    /** Begun and not ended, by id. */
    final Map<String, Upload> uploads = new ConcurrentHashMap<>();
    /** What was asked and how it was answered: "PUT part 200". */
    final List<String> answers = new CopyOnWriteArrayList<>();
    /** Parts and objects whose connection is closed in the middle. */
    final AtomicInteger drops = new AtomicInteger();
    /** Requests that are answered by 503. */
    public final AtomicInteger unavailable = new AtomicInteger();
    /** Whether a byte of what is stored is another than what came. */
    volatile boolean mangles;
    /** Whether it knows SHA-256. */
    volatile boolean knowsSha256 = true;
    /** Whether its tags are checksums. */
    volatile boolean plainEtags = true;
    /** Whether objects that are not there are forbidden, as S3 has it for those who may not list. */
    volatile boolean hidesMissing;
    /** The code with which it refuses to make objects of parts; null where it does. */
    volatile @Nullable String refusesToComplete;
    /** Parts that are taken before each waits for a permit; negative for all. */
    final AtomicInteger freeParts = new AtomicInteger(-1);

    final Semaphore partPermits = new Semaphore(0);

    private final AtomicInteger ids = new AtomicInteger();
    private final SignatureV4 signatures = new SignatureV4(ACCESS_KEY, SECRET_KEY);
    private final LocalServer server = new LocalServer(this::handle);

    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    record Stored(byte[] content, String etag, @Nullable String sha256, Map<String, String> headers) {}

    record Upload(String key, Map<String, String> headers, SortedMap<Integer, Stored> parts) {}

    private record Answer(int status, String body, Map<String, String> headers) {
        static Answer of(int status) {
            return new Answer(status, "", Map.of());
        }

        static Answer error(int status, String code) {
            return new Answer(status, "<Error><Code>" + code + "</Code><Message>no</Message></Error>", Map.of());
        }
    }

    public URI endpoint() {
        return server.uri();
    }

    /** Listens, again where it was down. */
    void up() {
        server.up();
    }

    /** Refuses connections, and closes those that are open. */
    void down() {
        server.down();
    }

    @Override
    public void close() {
        partPermits.release(1000);
        down();
    }

    public byte[] content(String key) {
        return object(key).content();
    }

    Stored object(String key) {
        Stored stored = objects.get(key);
        if (stored == null) {
            throw new AssertionError("no object " + key + " but " + objects.keySet());
        }
        return stored;
    }

    long count(String answer) {
        return answers.stream().filter(answer::equals).count();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Map<String, String> query = SignatureV4.query(exchange);
            String what = exchange.getRequestMethod() + " " + subject(query);
            Answer answer = answer(exchange, query);
            answers.add(what + " " + answer.status());
            if (answer.status() == 0) {
                return; // which closes the connection without an answer
            }
            answer.headers().forEach(exchange.getResponseHeaders()::set);
            if (exchange.getRequestMethod().equals("HEAD")) {
                exchange.sendResponseHeaders(answer.status(), -1);
                return;
            }
            byte[] body = answer.body().getBytes(StandardCharsets.ISO_8859_1);
            exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
            if (body.length > 0) {
                exchange.getResponseBody().write(body);
            }
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    private static String subject(Map<String, String> query) {
        if (query.containsKey("partNumber")) {
            return "part";
        }
        return query.containsKey("uploadId") ? "upload" : query.containsKey("uploads") ? "uploads" : "object";
    }

    private Answer answer(HttpExchange exchange, Map<String, String> query)
            throws IOException, GeneralSecurityException {
        boolean media = exchange.getRequestMethod().equals("PUT");
        if (media && drops.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            long length = Long.parseLong(exchange.getRequestHeaders().getFirst("Content-Length"));
            exchange.getRequestBody().readNBytes((int) (length / 2));
            return Answer.of(0);
        }
        byte[] body = exchange.getRequestBody().readAllBytes();
        if (unavailable.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            return Answer.error(503, "ServiceUnavailable");
        }
        String refusal = signatures.refusal(exchange);
        if (refusal != null) {
            return Answer.error(403, refusal);
        }
        String mangled = mangled(exchange, body);
        if (mangled != null) {
            return Answer.error(400, mangled);
        }
        String path = exchange.getRequestURI().getPath();
        if (!path.startsWith("/" + BUCKET)) {
            return Answer.error(404, "NoSuchBucket");
        }
        String key = path.equals("/" + BUCKET) ? "" : path.substring(BUCKET.length() + 2);
        String id = query.get("uploadId");
        return id == null
                ? ofObject(exchange, query, key, body)
                : ofUpload(exchange, query, SignatureV4.decoded(id), body);
    }

    private @Nullable String mangled(HttpExchange exchange, byte[] body) throws GeneralSecurityException {
        String payload = exchange.getRequestHeaders().getFirst("X-Amz-Content-Sha256");
        if (payload != null
                && !payload.equals("UNSIGNED-PAYLOAD")
                && !payload.equals(HexFormat.of().formatHex(digest("SHA-256", body)))) {
            return "XAmzContentSHA256Mismatch";
        }
        String md5 = exchange.getRequestHeaders().getFirst("Content-MD5");
        String sha256 = exchange.getRequestHeaders().getFirst("x-amz-checksum-sha256");
        boolean same = (md5 == null || md5.equals(base64("MD5", body)))
                && (sha256 == null || sha256.equals(base64("SHA-256", body)));
        return same ? null : "BadDigest";
    }

    private Answer ofObject(HttpExchange exchange, Map<String, String> query, String key, byte[] body)
            throws GeneralSecurityException {
        return switch (exchange.getRequestMethod()) {
            case "PUT" -> {
                Stored put = stored(body, headers(exchange));
                objects.put(key, put);
                yield new Answer(200, "", Map.of("ETag", quoted(put.etag())));
            }
            case "HEAD", "GET" ->
                query.containsKey("uploads")
                        ? listUploads(SignatureV4.decoded(query.getOrDefault("prefix", "")))
                        : found(exchange, objects.get(key));
            case "DELETE" -> {
                objects.remove(key);
                yield Answer.of(204);
            }
            case "POST" -> {
                String id = "upload+" + ids.incrementAndGet() + "/" + key.hashCode();
                uploads.put(id, new Upload(key, headers(exchange), new TreeMap<>()));
                yield new Answer(
                        200,
                        "<InitiateMultipartUploadResult><Bucket>" + BUCKET + "</Bucket><Key>" + key + "</Key><UploadId>"
                                + id + "</UploadId></InitiateMultipartUploadResult>",
                        Map.of());
            }
            default -> Answer.error(405, "MethodNotAllowed");
        };
    }

    private Answer found(HttpExchange exchange, @Nullable Stored stored) {
        if (stored == null) {
            return hidesMissing ? Answer.error(403, "AccessDenied") : Answer.error(404, "NoSuchKey");
        }
        Map<String, String> headers = new TreeMap<>(stored.headers());
        headers.put("ETag", quoted(stored.etag()));
        headers.put("Content-Length", String.valueOf(stored.content().length));
        String sha256 = stored.sha256();
        if (sha256 != null && "ENABLED".equals(exchange.getRequestHeaders().getFirst("x-amz-checksum-mode"))) {
            headers.put("x-amz-checksum-sha256", sha256);
        }
        return new Answer(200, new String(stored.content(), StandardCharsets.ISO_8859_1), headers);
    }

    private Answer listUploads(String prefix) {
        StringBuilder list = new StringBuilder("<ListMultipartUploadsResult>");
        uploads.forEach((id, upload) -> {
            if (upload.key().startsWith(prefix)) {
                list.append("<Upload><Key>").append(upload.key()).append("</Key><UploadId>");
                list.append(id).append("</UploadId></Upload>");
            }
        });
        return new Answer(
                200,
                list.append("<IsTruncated>false</IsTruncated></ListMultipartUploadsResult>")
                        .toString(),
                Map.of());
    }

    private Answer ofUpload(HttpExchange exchange, Map<String, String> query, String id, byte[] body)
            throws GeneralSecurityException {
        Upload upload = uploads.get(id);
        if (upload == null) {
            return Answer.error(404, "NoSuchUpload");
        }
        return switch (exchange.getRequestMethod()) {
            case "PUT" -> {
                if (freeParts.getAndUpdate(left -> left > 0 ? left - 1 : left) == 0) {
                    partPermits.acquireUninterruptibly();
                }
                Stored part = stored(body, Map.of());
                synchronized (upload) {
                    upload.parts().put(Integer.valueOf(query.getOrDefault("partNumber", "0")), part);
                }
                yield new Answer(200, "", Map.of("ETag", quoted(part.etag())));
            }
            case "GET" -> listParts(upload);
            case "POST" -> complete(upload, id, new String(body, StandardCharsets.UTF_8));
            default -> {
                uploads.remove(id);
                yield Answer.of(204);
            }
        };
    }

    private static Answer listParts(Upload upload) {
        StringBuilder list = new StringBuilder("<ListPartsResult>");
        synchronized (upload) {
            upload.parts().forEach((number, part) -> {
                list.append("<Part><PartNumber>").append(number).append("</PartNumber><ETag>\"");
                list.append(part.etag()).append("\"</ETag><Size>").append(part.content().length);
                list.append("</Size>");
                if (part.sha256() != null) {
                    list.append("<ChecksumSHA256>").append(part.sha256()).append("</ChecksumSHA256>");
                }
                list.append("</Part>");
            });
        }
        return new Answer(
                200,
                list.append("<IsTruncated>false</IsTruncated></ListPartsResult>")
                        .toString(),
                Map.of());
    }

    private Answer complete(Upload upload, String id, String body) throws GeneralSecurityException {
        String refusal = refusesToComplete;
        if (refusal != null) {
            return Answer.error(400, refusal);
        }
        List<Stored> parts = new ArrayList<>();
        Matcher numbers = PART.matcher(body);
        int length = 0;
        while (numbers.find()) {
            Stored part = upload.parts().get(Integer.valueOf(numbers.group(1)));
            if (part == null || !body.contains(part.etag())) {
                return Answer.error(400, "InvalidPart");
            }
            parts.add(part);
            length += part.content().length;
        }
        byte[] content = new byte[length];
        byte[] md5 = new byte[parts.size() * 16];
        byte[] sha256 = new byte[parts.size() * 32];
        int at = 0;
        for (int i = 0; i < parts.size(); i++) {
            byte[] part = parts.get(i).content();
            System.arraycopy(part, 0, content, at, part.length);
            System.arraycopy(digest("MD5", part), 0, md5, i * 16, 16);
            System.arraycopy(digest("SHA-256", part), 0, sha256, i * 32, 32);
            at += part.length;
        }
        String etag = plainEtags ? HexFormat.of().formatHex(digest("MD5", md5)) + "-" + parts.size() : "opaque" + id;
        objects.put(
                upload.key(),
                new Stored(
                        content,
                        etag,
                        knowsSha256 ? base64("SHA-256", sha256) + "-" + parts.size() : null,
                        upload.headers()));
        uploads.remove(id);
        return new Answer(
                200,
                "<CompleteMultipartUploadResult><ETag>\"" + etag + "\"</ETag></CompleteMultipartUploadResult>",
                Map.of());
    }

    private Stored stored(byte[] body, Map<String, String> headers) throws GeneralSecurityException {
        byte[] content = body.clone();
        if (mangles && content.length > 0) {
            content[content.length / 2] ^= 1;
        }
        String etag = plainEtags
                ? HexFormat.of().formatHex(digest("MD5", content))
                : HexFormat.of()
                        .formatHex(digest("MD5", ("key" + ids.incrementAndGet()).getBytes(StandardCharsets.UTF_8)));
        return new Stored(content, etag, knowsSha256 ? base64("SHA-256", content) : null, headers);
    }

    private static Map<String, String> headers(HttpExchange exchange) {
        Map<String, String> kept = new TreeMap<>();
        exchange.getRequestHeaders().forEach((name, values) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            if (lower.equals("content-type")
                    || lower.startsWith("x-amz-meta-")
                    || lower.startsWith("x-amz-server-side-encryption")
                    || lower.equals("x-amz-tagging")
                    || lower.equals("x-amz-storage-class")) {
                kept.put(lower, values.getFirst());
            }
        });
        return kept;
    }

    private static String quoted(String etag) {
        return "\"" + etag + "\"";
    }

    private static String base64(String algorithm, byte[] content) throws GeneralSecurityException {
        return Base64.getEncoder().encodeToString(digest(algorithm, content));
    }

    private static byte[] digest(String algorithm, byte[] content) throws GeneralSecurityException {
        return MessageDigest.getInstance(algorithm).digest(content);
    }
}
