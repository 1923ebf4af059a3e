package dev.peerscribe.storage;

/** Where something is at a store. */
record ObjectName(String bucket, String key) {
    @Override
    public String toString() {
        return "s3://" + bucket + "/" + key;
    }
}
