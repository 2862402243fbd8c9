package org.heredity.cli;

import com.google.inject.AbstractModule;
import com.google.inject.multibindings.Multibinder;
import java.util.List;
import org.heredity.cli.command.AttackCheckCommand;
import org.heredity.cli.command.AttackCommand;
import org.heredity.cli.command.AuditCommand;
import org.heredity.cli.command.BenchCommand;
import org.heredity.cli.command.CompareCommand;
import org.heredity.cli.command.DatasetsCheckCommand;
import org.heredity.cli.command.DatasetsGetCommand;
import org.heredity.cli.command.EvaluateCommand;
import org.heredity.cli.command.ExportCommand;
import org.heredity.cli.command.ListCommand;
import org.heredity.cli.command.MergeCommand;
import org.heredity.cli.command.PlanCommand;
import org.heredity.cli.command.PretrainCommand;
import org.heredity.cli.command.QuickstartCommand;
import org.heredity.cli.command.ReengineerCommand;
import org.heredity.cli.command.ReportCommand;
import org.heredity.cli.command.RunCommand;
import org.heredity.cli.command.StatusCommand;
import org.heredity.cli.command.TablesCommand;
import org.heredity.cli.command.WeightsGetCommand;
import org.heredity.cli.console.Command;

/** The subcommands. */
final class CommandsModule extends AbstractModule {
  private static final List<Class<? extends Command>> COMMANDS =
      List.of(
          QuickstartCommand.class,
          PlanCommand.class,
          RunCommand.class,
          MergeCommand.class,
          StatusCommand.class,
          ReportCommand.class,
          AuditCommand.class,
          CompareCommand.class,
          PretrainCommand.class,
          EvaluateCommand.class,
          ExportCommand.class,
          AttackCommand.class,
          AttackCheckCommand.class,
          DatasetsGetCommand.class,
          DatasetsCheckCommand.class,
          WeightsGetCommand.class,
          BenchCommand.class,
          ReengineerCommand.class,
          TablesCommand.class,
          ListCommand.class);

  @Override
  protected void configure() {
    Multibinder<Command> commands = Multibinder.newSetBinder(binder(), Command.class);
    COMMANDS.forEach(command -> commands.addBinding().to(command));
  }
}
