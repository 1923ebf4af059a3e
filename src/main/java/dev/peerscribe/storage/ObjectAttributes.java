package dev.peerscribe.storage;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.web.util.UriUtils;

/** What every object of a store is given beside its content, as the headers of S3; pure. */
final class ObjectAttributes {
    private ObjectAttributes() {}

    static Map<String, String> of(StorageProperties.S3 settings) {
        Map<String, String> headers = new LinkedHashMap<>();
        if (settings.storageClass() != null) {
            headers.put("x-amz-storage-class", settings.storageClass());
        }
        String encryption = switch (settings.encryption().mode()) {
            case NONE -> null;
            case AES256 -> "AES256";
            case AWS_KMS -> "aws:kms";
            case AWS_KMS_DSSE -> "aws:kms:dsse";
        };
        if (encryption != null) {
            headers.put("x-amz-server-side-encryption", encryption);
        }
        if (settings.encryption().kmsKeyId() != null) {
            headers.put(
                    "x-amz-server-side-encryption-aws-kms-key-id",
                    settings.encryption().kmsKeyId());
        }
        if (!settings.tags().isEmpty()) {
            headers.put(
                    "x-amz-tagging",
                    settings.tags().entrySet().stream()
                            .map(tag -> encoded(tag.getKey()) + "=" + encoded(tag.getValue()))
                            .collect(Collectors.joining("&")));
        }
        return headers;
    }

    private static String encoded(String text) {
        return UriUtils.encode(text, StandardCharsets.UTF_8);
    }
}
