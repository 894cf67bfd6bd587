// SPDX-License-Identifier: Apache-2.0
package io.millrace.compat.peer;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the JSON of Flume's HTTP monitoring: an object of objects whose values are all strings, so
 * that it needs no JSON library, which might differ from one of Flume's own.
 */
public final class FlumeMetrics {
    private static final Pattern COMPONENT = Pattern.compile("\\s*\"([^\"]+)\"\\s*:\\s*\\{");
    private static final Pattern ATTRIBUTE =
            Pattern.compile("\\s*\"([^\"]+)\"\\s*:\\s*\"([^\"\\\\]*)\"\\s*(,|\\})");
    private static final Pattern NEXT = Pattern.compile("\\s*(,|\\}\\s*$)");
    private static final int TIMEOUT_MILLIS = 10_000;

    private FlumeMetrics() {}

    /** Whether somebody takes connections at this port of the loopback interface. */
    public static boolean isListening(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Asks {@code /metrics} at this port of the loopback interface. */
    public static Map<String, Map<String, String>> read(int port) throws IOException {
        return parse(get(port, "/metrics"));
    }

    /** The body of the answer to a GET, as UTF-8. */
    public static String get(int port, String path) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection)
                        URI.create("http://127.0.0.1:" + port + path).toURL().openConnection();
        connection.setConnectTimeout(TIMEOUT_MILLIS);
        connection.setReadTimeout(TIMEOUT_MILLIS);
        try (InputStream in = connection.getInputStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /**
     * Component, attribute, value.
     *
     * @throws IOException if the text is anything else
     */
    public static Map<String, Map<String, String>> parse(String json) throws IOException {
        Map<String, Map<String, String>> metrics = new TreeMap<>();
        String text = json.strip();
        if (!text.startsWith("{") || !text.endsWith("}")) {
            throw new IOException("no JSON object: " + json);
        }
        int at = 1;
        Matcher component = COMPONENT.matcher(text);
        Matcher attribute = ATTRIBUTE.matcher(text);
        Matcher next = NEXT.matcher(text);
        while (at < text.length() - 1) {
            at = match(component, at, text);
            Map<String, String> attributes = new TreeMap<>();
            metrics.put(component.group(1), attributes);
            do {
                at = match(attribute, at, text);
                attributes.put(attribute.group(1), attribute.group(2));
            } while (attribute.group(3).equals(","));
            at = match(next, at, text);
        }
        return metrics;
    }

    private static int match(Matcher matcher, int at, String text) throws IOException {
        if (!matcher.region(at, text.length()).lookingAt()) {
            throw new IOException("unexpected text at " + at + " of " + text);
        }
        return matcher.end();
    }
}
