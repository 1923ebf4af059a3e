package dev.peerscribe.storage;

import javax.net.ssl.TrustManager;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The store, where one is configured. */
@Configuration(proxyBeanMethods = false)
class StorageConfiguration {
    /** Closed by the uploads, once they have ended. */
    @Bean(destroyMethod = "")
    @ConditionalOnProperty(name = "peerscribe.storage.type", havingValue = "s3")
    ObjectStore objectStore(StorageProperties properties, ObjectProvider<SslBundles> bundles) {
        String bundle = properties.s3().sslBundle();
        TrustManager[] authorities = bundle == null
                ? null
                : bundles.getObject().getBundle(bundle).getManagers().getTrustManagers();
        return new S3Store(properties.s3(), authorities);
    }
}
