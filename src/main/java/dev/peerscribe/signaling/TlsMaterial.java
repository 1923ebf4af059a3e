package dev.peerscribe.signaling;

import java.net.http.HttpClient;
import javax.net.ssl.SSLParameters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.ssl.SslOptions;

/** Whom the agent trusts and what it shows of itself, from an SSL bundle that may change while it runs. */
final class TlsMaterial {
    private static final Logger log = LoggerFactory.getLogger(TlsMaterial.class);
    private static final String PROPERTY = "peerscribe.signaling.handshake.ssl-bundle";

    /** Written by whoever reloads bundles. */
    private volatile SslBundle bundle;

    /**
     * Takes the bundle and every later version of it.
     *
     * @throws SignalingSetupException where there is none of that name, or it cannot be used
     */
    TlsMaterial(SslBundles bundles, String name) {
        try {
            bundle = bundles.getBundle(name);
            bundle.createSslContext();
        } catch (NoSuchSslBundleException e) {
            throw new SignalingSetupException(
                    PROPERTY + " is '" + name + "', and there is no SSL bundle of that name",
                    "Define spring.ssl.bundle.pem." + name + " or spring.ssl.bundle.jks." + name
                            + ", or correct the name.",
                    e);
        } catch (IllegalStateException | IllegalArgumentException e) {
            throw new SignalingSetupException(
                    PROPERTY + " is '" + name + "', and the SSL bundle of that name cannot be used: " + e.getMessage(),
                    "Correct the files, types or passwords of spring.ssl.bundle.*." + name + ".",
                    e);
        }
        bundles.addBundleUpdateHandler(name, changed -> {
            bundle = changed;
            log.info("The SSL bundle {} changed: it holds from the next attempt on", name);
        });
    }

    void applyTo(HttpClient.Builder client) {
        SslBundle current = bundle;
        SslOptions options = current.getOptions();
        // The client itself adds that the certificate must be for the host.
        SSLParameters parameters = new SSLParameters(options.getCiphers(), options.getEnabledProtocols());
        client.sslContext(current.createSslContext()).sslParameters(parameters);
    }
}
