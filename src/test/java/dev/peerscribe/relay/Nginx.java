package dev.peerscribe.relay;

import static org.awaitility.Awaitility.await;

import dev.peerscribe.faults.FreePort;
import dev.peerscribe.signaling.TestCertificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * An nginx on loopback, with the rights of whoever runs the tests: RTMP, of which it records everything as FLV, and its
 * stream module with TLS in front, once for each certificate.
 */
final class Nginx implements AutoCloseable {
    /** Where Debian has it, which is on the path of few. */
    private static final Path PROGRAM = Path.of("/usr/sbin/nginx");

    private static final String MODULES = "/usr/lib/nginx/modules/";

    private final Path folder;
    private final Path configuration;
    private final int rtmp = FreePort.any();
    private final Map<String, Integer> rtmps = new HashMap<>();
    private Process process;

    /**
     * Starts it.
     *
     * @param folder for what it reads and writes
     * @param aliases of the certificates that it shows
     */
    Nginx(Path folder, StreamKeys keys, TestCertificates certificates, String... aliases)
            throws IOException, GeneralSecurityException {
        this.folder = folder;
        StringBuilder fronts = new StringBuilder();
        for (String alias : aliases) {
            int port = FreePort.any();
            rtmps.put(alias, port);
            fronts.append("""
                    server {
                        listen 127.0.0.1:%d ssl;
                        ssl_certificate %s;
                        ssl_certificate_key %s;
                        proxy_pass 127.0.0.1:%d;
                    }
                    """.formatted(port, certificates.certificates(alias), certificates.privateKey(alias), rtmp));
        }
        // One process, so that whoever kills it kills all of it.
        configuration = Files.writeString(folder.resolve("nginx.conf"), """
                        daemon off;
                        master_process off;
                        pid %1$s/nginx.pid;
                        load_module %2$sngx_rtmp_module.so;
                        load_module %2$sngx_stream_module.so;
                        events {
                            worker_connections 64;
                        }
                        rtmp {
                            access_log off;
                            server {
                                listen 127.0.0.1:%3$d;
                                application live {
                                    live on;
                                    record all;
                                    record_path %4$s;
                                    record_unique on;
                                    on_publish %5$s;
                                    on_record_done %5$s;
                                }
                            }
                        }
                        stream {
                            %6$s
                        }
                        """.formatted(
                        folder,
                        MODULES,
                        rtmp,
                        Files.createDirectory(folder.resolve("received")),
                        keys.url(),
                        fronts.toString()));
        process = start();
    }

    private Process start() throws IOException {
        Path log = folder.resolve("nginx.log");
        Process started = new ProcessBuilder(
                        PROGRAM.toString(), "-p", folder.toString(), "-e", "stderr", "-c", configuration.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        await().atMost(Duration.ofSeconds(10)).until(() -> {
            if (!started.isAlive()) {
                throw new AssertionError(Files.readString(log));
            }
            return Listeners.listens(rtmp);
        });
        return started;
    }

    /** Where a stream of this key goes. */
    String rtmp(String key) {
        return "rtmp://127.0.0.1:" + rtmp + "/live/" + key;
    }

    /** The same over TLS. */
    String rtmps(String alias, String key) {
        return "rtmps://localhost:" + rtmps.get(alias) + "/live/" + key;
    }

    /** At once, as a crash does. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
    }

    /** After it was killed, on the same ports. */
    void restart() throws IOException {
        process = start();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
