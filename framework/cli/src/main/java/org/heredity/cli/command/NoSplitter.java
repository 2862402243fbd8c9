package org.heredity.cli.command;

import com.beust.jcommander.converters.IParameterSplitter;
import java.util.List;

/** Takes an option's value as one, commas and all. */
public final class NoSplitter implements IParameterSplitter {
  @Override
  public List<String> split(String value) {
    return List.of(value);
  }
}
