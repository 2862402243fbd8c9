package org.heredity.cli.command;

import com.beust.jcommander.Parameter;
import java.util.Locale;
import org.heredity.api.Protocol;
import org.heredity.api.config.UsageException;

/** Option that says by which protocol figures are measured. */
final class ProtocolOption {
  @Parameter(
      names = "--protocol",
      description = "How to measure and what choices are made on: strict or paper")
  private String protocol = "strict";

  Protocol protocol() {
    if (!protocol.equals("strict") && !protocol.equals("paper")) {
      throw new UsageException("--protocol must be strict or paper, got '" + protocol + "'");
    }
    return Protocol.valueOf(protocol.toUpperCase(Locale.ROOT));
  }
}
