package org.heredity.attacks.inner;

import org.heredity.api.config.UsageException;
import org.heredity.engine.NetworkSpec;
import org.heredity.engine.Objective.Output;

/**
 * The stage of a network that an attack looks at.
 *
 * @param number from 1, the one nearest to the images
 */
record InnerStage(int number) {
  /** What the network shows there. */
  Output output() {
    return Output.stage(number - 1);
  }

  /**
   * Makes sure that there is such a stage.
   *
   * @param network that is attacked
   * @throws UsageException if it has fewer
   */
  void require(NetworkSpec network) {
    int stages = network.architecture().stages().size();
    if (number > stages) {
      throw new UsageException(
          "'stage': "
              + network.architecture().name()
              + " has the stages 1 to "
              + stages
              + ", got "
              + number
              + "; take one of them");
    }
  }
}
