package dev.peerscribe.webhooks;

import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;

/** Whose certificates are taken from an endpoint and what is shown to it, from an SSL bundle that may change. */
final class EndpointTls {
    private static final Logger log = LoggerFactory.getLogger(EndpointTls.class);

    /** Written by whoever reloads bundles. */
    private volatile SSLContext context;

    /**
     * Takes the bundle and every later version of it.
     *
     * @param property that names the bundle
     * @throws InvalidConfigurationPropertyValueException where there is none of that name, or it cannot be used
     */
    EndpointTls(SslBundles bundles, String name, String property) {
        try {
            context = bundles.getBundle(name).createSslContext();
        } catch (NoSuchSslBundleException e) {
            throw new InvalidConfigurationPropertyValueException(
                    property, name, "there is no SSL bundle of that name: define spring.ssl.bundle.pem." + name);
        } catch (IllegalStateException | IllegalArgumentException e) {
            throw new InvalidConfigurationPropertyValueException(
                    property, name, "the SSL bundle of that name cannot be used: " + e.getMessage());
        }
        bundles.addBundleUpdateHandler(name, changed -> update(name, changed));
    }

    private void update(String name, SslBundle changed) {
        try {
            context = changed.createSslContext();
            log.info("The SSL bundle {} changed: it holds from the next connection on", name);
        } catch (IllegalStateException | IllegalArgumentException e) {
            log.warn("The SSL bundle {} changed and cannot be used, the one before stays: {}", name, e.getMessage());
        }
    }

    /** As the bundle is now. */
    SSLContext context() {
        return context;
    }
}
