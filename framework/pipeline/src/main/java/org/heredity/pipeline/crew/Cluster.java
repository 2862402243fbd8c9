package org.heredity.pipeline.crew;

import java.util.function.Consumer;

/**
 * Machines that an engine lends, for the stages of a suite. Found by {@link
 * java.util.ServiceLoader}, for an application may be without.
 */
public interface Cluster {
  /**
   * Asks for machines.
   *
   * @param say hears sentences for the user, also later and from other threads
   * @throws org.heredity.api.config.UsageException if the address or a setting is wrong
   * @throws org.heredity.files.StorageException if the cluster or the store cannot be reached
   */
  Crew hire(CrewRequest request, Consumer<String> say);
}
