return await VeloZ.Local.VeloZCommandLine.RunAsync(args);
