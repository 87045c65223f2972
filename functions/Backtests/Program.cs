return await VeloZ.Backtests.BacktestsProgram.RunAsync(args);
