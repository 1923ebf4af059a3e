package dev.peerscribe.storage;

import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The stores that are configured. */
@Configuration(proxyBeanMethods = false)
class StorageConfiguration {
    /** Closed by the uploads, once they have ended. */
    @Bean(destroyMethod = "")
    ConfiguredStores stores(StorageProperties properties, ObjectProvider<SslBundles> bundles) {
        return new ConfiguredStores(
                properties, (name, settings) -> new S3Store(settings, authorities(name, settings, bundles)));
    }

    private static @Nullable TrustManager authorities(
            String store, StorageProperties.S3 settings, ObjectProvider<SslBundles> bundles) {
        String bundle = settings.sslBundle();
        if (bundle == null) {
            return null;
        }
        String property =
                "peerscribe.storage." + (store.equals(Stores.DEFAULT) ? "s3" : "stores." + store) + ".ssl-bundle";
        try {
            return new BundleTrust(bundles.getObject(), bundle);
        } catch (NoSuchSslBundleException e) {
            throw new InvalidConfigurationPropertyValueException(
                    property, bundle, "there is no SSL bundle of that name: define spring.ssl.bundle.pem." + bundle);
        } catch (IllegalStateException | IllegalArgumentException e) {
            throw new InvalidConfigurationPropertyValueException(
                    property, bundle, "the SSL bundle of that name cannot be used: " + e.getMessage());
        }
    }
}
