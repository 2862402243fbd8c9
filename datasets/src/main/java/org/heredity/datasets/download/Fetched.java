package org.heredity.datasets.download;

import java.nio.file.Path;

/**
 * A file that is now on disk.
 *
 * @param file what it is a copy of
 * @param path where it is
 * @param bytes its size
 * @param sha256 its digest, in hex; without a published digest the only thing to compare later
 *     copies with
 * @param downloaded whether it came over the network just now; it was there already otherwise
 */
public record Fetched(RemoteFile file, Path path, long bytes, String sha256, boolean downloaded) {}
