package org.heredity.datasets.download;

import java.net.URI;
import java.util.Optional;

/**
 * A file that is published somewhere.
 *
 * @param address where it is, http or https
 * @param name what it is called on disk
 * @param checksum the published digest, if there is one
 */
public record RemoteFile(URI address, String name, Optional<Checksum> checksum) {
  public RemoteFile {
    if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
      throw new IllegalArgumentException(name);
    }
  }

  /** A file that keeps the name that its address ends in. */
  static RemoteFile of(String address, Checksum checksum) {
    String name = address.substring(address.lastIndexOf('/') + 1);
    return new RemoteFile(URI.create(address), name, Optional.ofNullable(checksum));
  }
}
