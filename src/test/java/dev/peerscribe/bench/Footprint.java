package dev.peerscribe.bench;

/**
 * What an agent holds.
 *
 * @param directKiB buffers outside of the heap
 * @param heapKiB after a collection
 * @param rss resident memory once what was freed is the system's again, MiB
 */
record Footprint(int threads, int descriptors, double directKiB, double heapKiB, double rss) {
    static final String HEADER =
            "%8s %12s %11s %9s %8s".formatted("threads", "descriptors", "direct KiB", "heap KiB", "RSS MiB");

    /** Lets the agent collect what it no longer needs and give it back, then looks. */
    static Footprint of(AgentProcess agent) throws InterruptedException {
        agent.jcmd("GC.run");
        agent.jcmd("System.trim_native_heap");
        return new Footprint(
                agent.threads(),
                agent.descriptors(),
                agent.meter("jvm_buffer_memory_used_bytes", "id=\"direct\"") / 1024,
                agent.meter("jvm_memory_used_bytes", "area=\"heap\"") / 1024,
                agent.mebibytes("VmRSS"));
    }

    @Override
    public String toString() {
        return "%8d %12d %11.0f %9.0f %8.1f".formatted(threads, descriptors, directKiB, heapKiB, rss);
    }
}
