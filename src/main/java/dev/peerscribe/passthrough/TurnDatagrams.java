package dev.peerscribe.passthrough;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;

/** A TURN server over UDP. */
final class TurnDatagrams implements TurnConnection {
    private final InetSocketAddress server;
    private final DatagramChannel channel;

    TurnDatagrams(InetSocketAddress server) throws IOException {
        this.server = server;
        this.channel = DatagramChannel.open();
    }

    @Override
    public boolean isReliable() {
        return false;
    }

    @Override
    public void connect() throws IOException {
        channel.connect(server);
    }

    @Override
    public int read(byte[] buffer, int timeoutMillis) throws IOException {
        if (timeoutMillis == 0) {
            return channel.read(ByteBuffer.wrap(buffer));
        }
        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
        channel.socket().setSoTimeout(timeoutMillis);
        channel.socket().receive(packet);
        return packet.getLength();
    }

    @Override
    public void write(byte[] message) throws IOException {
        int _ = channel.write(ByteBuffer.wrap(message));
    }

    @Override
    public DatagramSocket udpSocket() {
        return channel.socket();
    }

    @Override
    public InetSocketAddress localAddress() throws IOException {
        return (InetSocketAddress) channel.getLocalAddress();
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new IllegalStateException("a UDP socket did not close", e);
        }
    }
}
