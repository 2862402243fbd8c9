package org.heredity.datasets.download;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.heredity.api.config.UsageException;

/**
 * The proxy that {@code https_proxy}, {@code http_proxy}, {@code all_proxy} and {@code no_proxy}
 * name, in lower or upper case, as curl understands them; else what Java is configured to use
 * ({@code -Dhttps.proxyHost} and so on). Immutable and thread-safe.
 */
final class EnvironmentProxy extends ProxySelector {
  private final Map<String, String> environment;
  private final ProxySelector otherwise;

  EnvironmentProxy(Map<String, String> environment, ProxySelector otherwise) {
    this.environment = Map.copyOf(environment);
    this.otherwise = otherwise;
  }

  @Override
  public List<Proxy> select(URI address) {
    String proxy = value(address.getScheme() + "_proxy");
    proxy = proxy.isEmpty() ? value("all_proxy") : proxy;
    if (proxy.isEmpty()) {
      return otherwise == null ? List.of(Proxy.NO_PROXY) : otherwise.select(address);
    }
    return List.of(excepted(address.getHost()) ? Proxy.NO_PROXY : http(proxy));
  }

  @Override
  public void connectFailed(URI address, SocketAddress proxy, IOException cause) {
    if (otherwise != null) {
      otherwise.connectFailed(address, proxy, cause);
    }
  }

  private boolean excepted(String host) {
    for (String exception : value("no_proxy").split("[,\\s]+")) {
      String suffix = exception.startsWith(".") ? exception.substring(1) : exception;
      boolean same = host.equalsIgnoreCase(suffix);
      boolean below = host.toLowerCase(Locale.ROOT).endsWith("." + suffix.toLowerCase(Locale.ROOT));
      if (!suffix.isEmpty() && (same || below || suffix.equals("*"))) {
        return true;
      }
    }
    return false;
  }

  private static Proxy http(String proxy) {
    try {
      URI address = URI.create(proxy.contains("://") ? proxy : "http://" + proxy);
      if (address.getHost() != null && address.getScheme().startsWith("http")) {
        int port = address.getPort() < 0 ? 80 : address.getPort();
        return new Proxy(Proxy.Type.HTTP, new InetSocketAddress(address.getHost(), port));
      }
    } catch (IllegalArgumentException e) {
      throw wrong(proxy, e);
    }
    throw wrong(proxy, null);
  }

  private static UsageException wrong(String proxy, Throwable cause) {
    // Without what may be a password.
    String shown = proxy.replaceAll("//[^@/]*@", "//***@");
    return new UsageException(
        "proxy of the environment: expected http://host:port, got '" + shown + "'", cause);
  }

  private String value(String name) {
    String lower = environment.getOrDefault(name, "");
    return lower.isEmpty() ? environment.getOrDefault(name.toUpperCase(Locale.ROOT), "") : lower;
  }
}
